import { gathered, type Vector } from '../math/vector';
import type { Atlas } from '../sources/atlas';

/** The encoded data as it was at a moment of the training: some rows of the atlas, in other places. */
export interface Moment {
  /** (N, d): where all rows of the atlas are drawn; those of which nothing is known lie where they do at the end. */
  mean: Vector;
  /** (N,): 1 for the rows that are known. */
  known: Uint8Array<ArrayBuffer>;
  /** The rows that are known, alone. What was not kept of them is as it is at the end. */
  data: Atlas;
}

/** The moment at which the atlas's rows `row` were at `mean`. */
export function momentOf(atlas: Atlas, row: Int32Array<ArrayBuffer>, mean: Vector): Moment {
  const d = row.length ? mean.length / row.length : 0;
  const whole = atlas.mean.slice();
  const known = new Uint8Array(atlas.n);
  row.forEach((to, i) => {
    whole.set(mean.subarray(i * d, (i + 1) * d), to * d);
    known[to] = 1;
  });
  const data: Atlas = {
    n: row.length,
    mean,
    logvar: gathered(atlas.logvar, row, d),
    label: Int32Array.from(row, (one) => atlas.label[one]!),
    split: Uint8Array.from(row, (one) => atlas.split[one]!),
    error: gathered(atlas.error, row, 1),
    layout: null,
  };
  return { mean: whole, known, data };
}
