/** A mixture of Gaussians as a prior: its density, and its margins. An empty mixture is N(0, I). */
import { sorted } from './distribution';
import { density, draw, type Gaussian } from './prior';
import { seeded } from './random';
import type { Vector } from './vector';

/** Draws that a point is compared with; fewer of mixtures whose density is costly. */
const DRAWS = 1000;
const FEWEST = 200;
/** Multiplications for all of them. */
const COST = 1e8;

/** A Gaussian along a direction. */
interface Margin {
  weight: number;
  mean: number;
  deviation: number;
}

/** The logarithm of a mixture's density at a point, in nats. */
export function logDensity(mixture: readonly Gaussian[], z: Vector): number {
  const terms = mixture.map(({ weight, mean, factor }) => {
    // the factor times white is the distance from the mean
    const white = new Float64Array(z.length);
    let term = Math.log(weight) - 0.5 * z.length * Math.log(2 * Math.PI);
    for (const [i, row] of factor.entries()) {
      let rest = z[i]! - mean[i]!;
      for (let j = 0; j < i; j++) rest -= row[j]! * white[j]!;
      white[i] = rest / row[i]!;
      term -= Math.log(row[i]!) + 0.5 * white[i] ** 2;
    }
    return term;
  });
  const top = Math.max(...terms);
  return top + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - top), 0));
}

/** The log-densities of a mixture's own draws, in ascending order. */
export function ownDensities(mixture: readonly Gaussian[], d: number): Float64Array {
  const n = Math.max(FEWEST, Math.min(DRAWS, Math.floor(COST / (mixture.length * d * d))));
  const random = seeded();
  return sorted(Array.from({ length: n }, () => logDensity(mixture, draw(mixture, d, random))));
}

/** What a mixture is along the direction of an axis, with weights that add up to 1. */
export function margins(mixture: readonly Gaussian[], axis: { readonly direction: Vector }): Margin[] {
  if (!mixture.length) return [{ weight: 1, mean: 0, deviation: 1 }];
  const { direction } = axis;
  const total = mixture.reduce((sum, { weight }) => sum + weight, 0);
  return mixture.map(({ weight, mean, factor }) => {
    const turned = new Float64Array(mean.length);
    for (const [i, row] of factor.entries()) row.forEach((value, j) => (turned[j]! += direction[i]! * value));
    return {
      weight: weight / total,
      mean: mean.reduce((sum, value, i) => sum + value * direction[i]!, 0),
      deviation: Math.max(1e-9, Math.hypot(...turned)),
    };
  });
}

/** The density of margins at a position. */
export function marginalDensity(of: readonly Margin[], x: number): number {
  return of.reduce(
    (sum, { weight, mean, deviation }) => sum + (weight * density((x - mean) / deviation)) / deviation,
    0,
  );
}

/** The range within some deviations of every margin. */
export function marginalRange(of: readonly Margin[], deviations: number): [number, number] {
  const ends = [-1, 1].map((sign) => of.map(({ mean, deviation }) => mean + sign * deviations * deviation));
  return [Math.min(...ends[0]!), Math.max(...ends[1]!)];
}
