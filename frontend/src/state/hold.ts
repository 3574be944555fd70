import type { Hold } from '../math/pull';
import type { Gaussian } from '../math/prior';
import { gathered } from '../math/vector';
import type { Atlas } from '../sources/atlas';
import { deviationsOf, thinned } from './statistics';

/** The most items, and the most numbers of theirs, near which a point is held. */
const [ITEMS, NUMBERS] = [20_000, 2 ** 20];

const rootMeanSquare = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value ** 2, 0) / values.length);

/** Near the prior's mean, or the nearest of a mixture, in units of the standard deviation around it. */
export function holdNearPrior(mixture: readonly Gaussian[], d: number, weight: number): Hold {
  if (!mixture.length) return { points: new Float32Array(d), scales: [1], weight };
  return {
    points: Float32Array.from(mixture.flatMap(({ mean }) => mean)),
    // the factor's rows have the lengths of the deviations along the dimensions
    scales: mixture.map(({ factor }) => Math.max(1e-9, rootMeanSquare(factor.map((row) => Math.hypot(...row))))),
    weight,
  };
}

/** Near the nearest encoded item, in units of the data's standard deviation. */
export function holdNearData(data: Atlas, d: number, weight: number): Hold {
  const rows = thinned(data.n, Math.min(ITEMS, Math.max(1, Math.floor(NUMBERS / d))));
  const scale = Math.max(1e-9, rootMeanSquare(deviationsOf(data)));
  return {
    points: gathered(data.mean, rows, d),
    scales: new Float64Array(rows.length).fill(scale),
    weight,
  };
}
