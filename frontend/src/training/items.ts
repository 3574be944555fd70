import { seeded } from '../math/random';
import { sizeOf, type Shape } from './layers/layer';

/** The bytes of pictures, or the numbers of curves. */
export type Values = Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** What a network is trained on: n pictures of one size, or n curves. */
export interface Items {
  /** The name of the data set. */
  name: string;
  shape: Shape;
  /** (n, rows, columns, channels): of pictures from 0 to 255, of curves in their own unit. */
  values: Values;
  /** (n,): indices into the classes, or -1. */
  labels: Int32Array<ArrayBuffer>;
  classes: readonly string[];
  /** The n names of the files, if they are files. */
  files: readonly string[] | null;
  /** The positions of a curve's values; 0, 1, 2 and so on without them. */
  x?: readonly number[] | null;
}

/** The share of the items that is held out, and the seed by which they are chosen. */
const [HELD_OUT, SEED] = [0.1, 1];

/** The rows of items to train on and those that are held out, in ascending order. */
export function splitOf(count: number): { train: Int32Array<ArrayBuffer>; heldOut: Int32Array<ArrayBuffer> } {
  const order = shuffled(count, SEED);
  const held = Math.max(1, Math.round(HELD_OUT * count));
  return { train: order.slice(held).sort(), heldOut: order.slice(0, held).sort() };
}

/** Some rows of the values. */
export function valuesOf({ values, shape }: Pick<Items, 'values' | 'shape'>, rows: ArrayLike<number>): Values {
  const size = sizeOf(shape);
  const some = new (values instanceof Uint8Array ? Uint8Array : Float32Array)(rows.length * size);
  for (let i = 0; i < rows.length; i++) some.set(values.subarray(rows[i]! * size, (rows[i]! + 1) * size), i * size);
  return some;
}

/** At most `most` of some rows, evenly spaced. */
export function evenly(rows: Int32Array<ArrayBuffer>, most: number): Int32Array<ArrayBuffer> {
  if (rows.length <= most) return rows;
  return Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);
}

/** At most `most` rows of items with labels, those of each class in turn. */
export function byClass(labels: Int32Array, most: number): Int32Array<ArrayBuffer> {
  const order = Int32Array.from([...labels.keys()].sort((a, b) => labels[a]! - labels[b]!));
  return evenly(order, most);
}

/** The numbers from 0 to n - 1 in random order (Fisher and Yates, 1938). */
export function shuffled(n: number, seed: number): Int32Array<ArrayBuffer> {
  const random = seeded(seed);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
