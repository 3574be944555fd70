/** Names of folders that are splits of a data set, not classes: data/splits.py has the same. */
const SPLITS = /^(train|training|dev|eval|evaluation|held[-_]out|test|testing|val|valid|validation)$/i;

/** The classes of files by their folders, and each file's index among them, -1 for a file in no folder. */
export function classesOf(paths: readonly string[]): {
  classes: string[];
  labels: Int32Array<ArrayBuffer>;
  name: string;
} {
  const parts = paths.map((path) => path.split('/').slice(0, -1));
  // the folders around all files name the data set
  let shared = 0;
  while (parts.every((folders) => folders.length > shared && folders[shared] === parts[0]![shared])) shared++;
  const name = parts[0]?.[shared - 1] ?? '';
  let folders = parts.map((all) => all.slice(shared));
  const tops = folders.map(([top]) => top);
  if (tops.length && tops.every((top) => top !== undefined && SPLITS.test(top)))
    folders = folders.map((all) => all.slice(1));
  const classes = [...new Set(folders.flatMap(([top]) => top ?? []))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const index = new Map(classes.map((one, i) => [one, i]));
  return { classes, labels: Int32Array.from(folders, ([top]) => index.get(top ?? '') ?? -1), name };
}
