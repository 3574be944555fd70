import { shuffled, type Items } from '../items';
import { curvesOf, kindsOf, readCurves } from './curves';
import { counted, LEAST, MOST, number, type Reading } from './reading';
import { allEqual, Scaled, sidesFor } from './scaled';
import { seriesOf, type Series } from './series';
import { sourcesIn, type As, type Named } from './sources';
import { curvesIn } from './table';

/** Pictures between two reports of the progress. */
const EVERY = 100;

/**
 * Reads pictures for training, scaled to one size, or curves. Rejects with a sentence if there are too few, or nothing
 * to learn.
 *
 * @param side the side of the square to which all pictures are scaled; null to keep their own size where a network can
 * have it.
 * @param progress is called with the number of pictures that were read, and that of all.
 * @param as what arrays that may be either are; null for what is more likely.
 */
export async function read(
  files: readonly Named[],
  side: number | null,
  progress: (done: number, all: number) => void,
  as: As | null = null,
): Promise<Reading> {
  const found = await sourcesIn(files);
  const name = nameOf(files);
  if ('tables' in found) return readCurves(await curvesIn(found.tables, name));
  if ('pictures' in found) return readPictures(seriesOf(found, name), side, progress);
  const kinds = kindsOf(found.arrays[0]!.pixels);
  const kind = as && kinds.includes(as) ? as : kinds[0];
  const instead = kinds.find((one) => one !== kind);
  const reading =
    kind === 'curves'
      ? readCurves(curvesOf(found.arrays, name))
      : await readPictures(seriesOf(found, name), side, progress);
  return { ...reading, instead };
}

async function readPictures(
  series: Series,
  side: number | null,
  progress: (done: number, all: number) => void,
): Promise<Reading> {
  const count = series.labels.length;
  if (count < LEAST) throw tooFew(count);
  const rows = shuffled(count, 1).slice(0, MOST).sort();
  let scaled: Scaled | undefined;
  const [kept, broken]: [number[], number[]] = [[], []];
  for (const [done, row] of rows.entries()) {
    if (done % EVERY === 0) progress(done, rows.length);
    const picture = await series.picture(row);
    if (picture) {
      scaled ??= new Scaled(...sidesFor(picture, side), rows.length);
      scaled.add(picture);
      if (picture instanceof ImageBitmap) picture.close();
    }
    (picture ? kept : broken).push(row);
  }
  if (!scaled || kept.length < LEAST) throw tooFew(kept.length);
  const { channels, pixels } = scaled.pixels();
  if (allEqual(pixels, pixels.length / kept.length))
    throw new Error(`All ${number(kept.length)} pictures are the same, so there is nothing to learn. Choose others.`);
  const items: Items = {
    name: series.name || 'my pictures',
    shape: [scaled.height, scaled.width, channels],
    values: pixels,
    labels: Int32Array.from(kept, (row) => series.labels[row]!),
    classes: series.classes,
    files: series.paths && kept.map((row) => series.paths![row]!),
  };
  return { items, remarks: remarksOn(series, count, broken, scaled) };
}

function remarksOn(series: Series, count: number, broken: number[], scaled: Scaled): string[] {
  const { width, height, sizes, transparent } = scaled;
  const remarks: string[] = [];
  if (series.leftOut) remarks.push(`${counted(series.leftOut, 'other file')} left out.`);
  if (count > MOST) remarks.push(`${number(MOST)} of ${number(count)} pictures are used, drawn at random.`);
  if (broken.length) {
    const first = series.paths?.[broken[0]!] ?? `no. ${broken[0]! + 1}`;
    remarks.push(`${counted(broken.length, 'picture')} left out that cannot be read, the first: ${first}.`);
  }
  if (sizes.size > 1 || !sizes.has(`${width} x ${height}`)) {
    const before = sizes.size === 1 ? [...sizes][0]! : `${sizes.size} sizes`;
    remarks.push(`Scaled from ${before} to ${width} x ${height}, the middle of each.`);
  }
  if (transparent) remarks.push(`${counted(transparent, 'transparent picture')} laid on white or black.`);
  return remarks;
}

function tooFew(count: number): Error {
  return new Error(
    `At least ${LEAST} pictures are needed to learn from, got ${count}: choose a folder with more of the same kind.`,
  );
}

/** The name of the first file, without its endings. */
function nameOf([first]: readonly Named[]): string {
  return (first?.path.split('/').at(-1) ?? '').replace(/([.-](npz|npy|csv|tsv|zip|gz|idx\d-ubyte))+$/i, '');
}
