import { shuffled, type Items } from '../items';
import type { NumberArray } from './array';
import type { Arrays, As } from './sources';
import { counted, LEAST, MOST, number, type Reading } from './reading';

/** Curves as files have them. */
export interface Curves {
  name: string;
  /** (n, t), or (n, lines, t). */
  values: NumberArray;
  /** The n names of their classes, '' where there is none; null without classes. */
  labels: readonly string[] | null;
  /** The classes in their order; null to sort the names. */
  classes: readonly string[] | null;
  /** The n names of the files, if each has a file of its own. */
  files: readonly string[] | null;
  /** The t positions of the values, if they are known. */
  x: readonly number[] | null;
  /** What a curve is called. */
  nameOf(row: number): string;
  remarks: string[];
}

/** The least and the most values of a line, and the most lines. */
const [SHORTEST, LONGEST, MOST_LINES] = [4, 4096, 64];
/** The most values of all curves together. */
const MOST_VALUES = 2 ** 25;
/** The greatest magnitude of a value, as in latentwalk.json. */
const GREATEST = 1e9;
/** Curves that are named when they are left out. */
const NAMED = 3;
/** An array (n, a, b) of floats has curves if there are at most so many lines, each so many times as long. */
const [FEW_LINES, LONGER] = [16, 4];

/** What an array can be read as, the more likely first. */
export function kindsOf({ shape, bytes }: NumberArray): As[] {
  if (shape.length === 2) return ['curves'];
  if (shape.length !== 3) return ['pictures'];
  const [, a = 0, b = 0] = shape;
  return !bytes && a <= FEW_LINES && b >= LONGER * a ? ['curves', 'pictures'] : ['pictures', 'curves'];
}

/** The curves of arrays that have one shape but for their number. */
export function curvesOf(arrays: Arrays, name: string): Curves {
  const [first] = arrays;
  const [, ...rest] = first!.pixels.shape;
  const other = arrays.find(({ pixels: { shape } }) => `${shape.slice(1)}` !== `${rest}`);
  if (other)
    throw new Error(
      `The curves have the shapes (${first!.pixels.shape.join(', ')}) and (${other.pixels.shape.join(', ')}): ` +
        'give all the same length.',
    );
  const size = rest.reduce((product, side) => product * side, 1);
  const counts = arrays.map(({ pixels: { shape } }) => shape[0]!);
  const count = counts.reduce((sum, one) => sum + one, 0);
  const labels = arrays.flatMap(({ labels: marks }, part) =>
    Array.from({ length: counts[part]! }, (_, i) => (marks && marks.at(i) >= 0 ? String(marks.at(i)) : '')),
  );
  const shape = [count, ...rest];
  const what = rest.length > 1 ? `curves of ${counted(rest[0]!, 'line')}` : 'a curve in each row';
  return {
    name,
    values: {
      shape,
      at: (index) => {
        let [part, at] = [0, index];
        while (at >= counts[part]! * size) at -= counts[part++]! * size;
        return arrays[part]!.pixels.at(at);
      },
      bytes: first!.pixels.bytes,
    },
    labels: labels.some(Boolean) ? labels : null,
    classes: null,
    files: null,
    x: null,
    nameOf: (row) => `no. ${row + 1}`,
    remarks: [`The shape (${shape.join(', ')}) is read as ${what}.`],
  };
}

/** Reads curves for training. Throws a sentence if there are too few, or nothing to learn. */
export function readCurves(curves: Curves): Reading {
  const { values, x } = curves;
  const [count = 0] = values.shape;
  const length = values.shape.at(-1) ?? 0;
  const lines = values.shape.length === 3 ? values.shape[1]! : 1;
  if (length < SHORTEST || length > LONGEST || lines > MOST_LINES || lines < 1)
    throw new Error(
      `The curves have ${lines === 1 ? '' : `${number(lines)} lines of `}${counted(length, 'value')}, expected ` +
        `${SHORTEST} to ${number(LONGEST)}, and at most ${MOST_LINES} lines: put one curve into each row, and ` +
        'resample long ones.',
    );
  if (count < LEAST) throw tooFew(count);
  const size = lines * length;
  const most = Math.min(MOST, Math.floor(MOST_VALUES / size));
  const rows = shuffled(count, 1).slice(0, most).sort();
  const found = new Float32Array(rows.length * size);
  const [kept, broken]: [number[], number[]] = [[], []];
  for (const row of rows) {
    const start = kept.length * size;
    // channels are last in memory
    for (let i = 0; i < size; i++)
      found[start + (i % length) * lines + Math.floor(i / length)] = values.at(row * size + i);
    const isSound = found.subarray(start, start + size).every((value) => Math.abs(value) <= GREATEST);
    (isSound ? kept : broken).push(row);
  }
  if (kept.length < LEAST) throw tooFew(kept.length, broken.length);
  const all = found.slice(0, kept.length * size);
  checkVaried(all, size, lines);
  const { labels, classes } = labelled(curves, kept);
  const items: Items = {
    name: curves.name || 'my curves',
    shape: [1, length, lines],
    values: all,
    labels,
    classes,
    files: curves.files && kept.map((row) => curves.files![row]!),
    x,
  };
  const remarks = [...curves.remarks];
  if (count > most) remarks.push(`${number(most)} of ${number(count)} curves are used, drawn at random.`);
  if (broken.length) {
    const names =
      broken
        .slice(0, NAMED)
        .map((row) => curves.nameOf(row))
        .join(', ') + (broken.length > NAMED ? ' and others' : '');
    remarks.push(`${counted(broken.length, 'curve')} left out with missing, infinite or huge values: ${names}.`);
  }
  return { items, remarks };
}

/** Throws a sentence if a line has one value everywhere, or all curves are the same. */
function checkVaried(values: Float32Array, size: number, lines: number): void {
  for (let line = 0; line < lines; line++) {
    let isConstant = true;
    for (let i = line; i < values.length && isConstant; i += lines) isConstant = values[i] === values[line];
    const [what, advice] = lines === 1 ? ['Every curve', 'Choose others'] : [`Line ${line + 1}`, 'Leave it out'];
    if (isConstant) throw new Error(`${what} is ${values[line]} everywhere, so there is nothing to learn. ${advice}.`);
  }
  if (values.every((value, i) => value === values[i % size]))
    throw new Error(
      `All ${number(values.length / size)} curves are the same, so there is nothing to learn. Choose others.`,
    );
}

function labelled(curves: Curves, kept: readonly number[]): { labels: Int32Array<ArrayBuffer>; classes: string[] } {
  const names = kept.map((row) => curves.labels?.[row] ?? '');
  const sorted = [...new Set(names)].filter(Boolean).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const classes = curves.classes ? [...curves.classes] : sorted;
  const index = new Map(classes.map((one, i) => [one, i]));
  return { labels: Int32Array.from(names, (name) => index.get(name) ?? -1), classes };
}

function tooFew(count: number, broken = 0): Error {
  const left = broken ? ` after ${counted(broken, 'curve')} with missing or infinite values` : '';
  return new Error(`At least ${LEAST} curves are needed to learn from, got ${count}${left}: choose a file with more.`);
}
