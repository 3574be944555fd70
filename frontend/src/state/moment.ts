import { gathered, type Vector } from '../math/vector';
import type { Atlas } from '../sources/atlas';

/** The encoded data at a moment of the training: the atlas with other posterior means. */
export interface Moment {
  /** (N, d): where all rows of the atlas are drawn; rows that are not tracked stay where they are at the end. */
  mean: Vector;
  /** The tracked rows: the items of `data`. */
  row: Int32Array<ArrayBuffer>;
  /** (N,): 1 for tracked rows. */
  known: Uint8Array<ArrayBuffer>;
  /** Only the tracked rows. Values that snapshots do not hold are those of the trained model. */
  data: Atlas;
}

/** The moment at which the rows `row` of the atlas had the means `mean`. */
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
    layout: atlas.layout && gathered(atlas.layout, row, 2),
  };
  if (atlas.conditions) data.conditions = gathered(atlas.conditions, row, atlas.conditions.length / atlas.n);
  return { mean: whole, row, known, data };
}
