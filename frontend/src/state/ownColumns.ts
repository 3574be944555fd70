import type { Atlas } from '../sources/atlas';
import type { Folder } from '../sources/folder';
import { Column } from '../columns/column';

/** What the atlas itself knows about its items: class, split, error, file and place. Their keys start with a dot. */
export function ownColumns(atlas: Atlas, { classes }: Folder): Column[] {
  const { n, label, split, error, files, row } = atlas;
  const columns: Column[] = [];
  if (label.some((one) => one >= 0))
    columns.push(new Column('.class', 'class', 'category', n, { codes: () => label }, classes));
  if (split.some((one) => one !== split[0]))
    columns.push(
      new Column('.split', 'split', 'category', n, { codes: () => Int32Array.from(split) }, ['trained on', 'held out']),
    );
  columns.push(new Column('.error', 'error', 'number', n, { numbers: () => Float64Array.from(error) }));
  if (files) columns.push(new Column('.file', 'file', 'text', n, { text: (i) => files[i] ?? null }));
  if (row) columns.push(new Column('.row', 'row', 'number', n, { numbers: () => Float64Array.from(row) }));
  return columns;
}

/** Whether the key of a column is one of the atlas's own; keys of other columns with a dot start with two. */
export function isOwn(key: string): boolean {
  return /^\.[^.]/.test(key);
}
