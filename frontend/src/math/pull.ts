import { solved } from './cholesky';
import { slopes } from './jacobian';
import type { Decode } from './placing';
import { along, dot, minus, norm, row, type Vector } from './vector';

/** Multiples of the damping that are tried together. */
const DAMPINGS = [0.1, 1, 10, 100];
/** The damping stays between these, as shares of the mean curvature. */
const [LEAST, GREATEST] = [1e-6, 1e6];
/** The longest step in latent units: a picture that follows must not jump. */
const LONGEST = 1;
/** A place whose values change less per latent unit, in shares of their range, does not react. */
const DEAF = 1e-3;

/** What some numbers of a sample shall be. */
export interface Wish {
  /** The indices of the numbers, */
  places: readonly number[];
  /** their wanted values, */
  targets: readonly number[];
  /** and what a squared difference of each counts: multiplied by the squares of their ranges, these sum to 1. */
  weights: readonly number[];
}

/** Points near which the latent point is held. */
export interface Hold {
  /** (n, d). */
  points: Vector;
  /** (n,): distances from each are counted in this unit. */
  scales: ArrayLike<number>;
  /** What the mean square over d dimensions of a distance of one unit counts. */
  weight: number;
}

/** Where an update has led. */
export interface Pulled {
  z: Vector;
  /** The sample there, as the decoder returns it. */
  sample: ArrayLike<number>;
  /** The objective at z, and at the point before. */
  cost: number;
  before: number;
  /** The damping for the next update. */
  damping: number;
  /** Whether the wanted numbers react to the latent point at all. */
  reacts: boolean;
}

/**
 * The objective of a pull: the weighted squares of what misses the wish, and the squared distance from the nearest held
 * point, sum of w (f(z) - t)^2 + weight min |z - p|^2 / (d s^2).
 */
export function costOf(sample: ArrayLike<number>, z: Vector, wish: Wish, hold: Hold | null): number {
  let cost = 0;
  wish.places.forEach((place, i) => (cost += wish.weights[i]! * (sample[place]! - wish.targets[i]!) ** 2));
  return cost + (hold ? (hold.weight / z.length) * nearest(z, hold).distance : 0);
}

/**
 * One update of the Levenberg-Marquardt method: from z (d,), where the sample is known, along the orthonormal
 * directions `basis`. Derivatives are central differences of `step`, and the damping is a multiple of the identity. Of
 * several dampings the best counts; the point stays if none lowers the objective. Null if `decode` was superseded.
 */
export async function pulled(
  decode: Decode,
  { z, sample, damping }: Pick<Pulled, 'z' | 'sample' | 'damping'>,
  wish: Wish,
  hold: Hold | null,
  basis: readonly Float64Array[],
  step: number,
): Promise<Pulled | null> {
  const changes = await slopes(decode, z, basis, step);
  if (!changes) return null;
  const { places, targets, weights } = wish;
  const reactions = changes.map((change) => Float64Array.from(places, (place) => change[place]!));
  const weighted = reactions.map((change) => change.map((value, i) => value * weights[i]!));
  const missing = Float64Array.from(places, (place, i) => sample[place]! - targets[i]!);
  const pull = hold && nearest(z, hold);
  const stiffness = pull ? hold.weight / (z.length * pull.scale ** 2) : 0;
  const curvature = weighted.map((a, i) => reactions.map((b, j) => dot(a, b) + (i === j ? stiffness : 0)));
  const gradient = weighted.map((a, i) => dot(a, missing) + (pull ? stiffness * dot(basis[i]!, pull.away) : 0));
  const before = costOf(sample, z, wish, hold);
  const reach = Math.max(0, ...curvature.map((row, i) => row[i]! - stiffness));
  const still = { z, sample, cost: before, before, damping, reacts: reach > DEAF ** 2 };
  const mean = curvature.reduce((sum, row, i) => sum + row[i]!, 0) / basis.length;
  if (!(mean > 0)) return still;

  const tried = DAMPINGS.map((by) => {
    const level = Math.min(GREATEST, damping * by) * mean;
    const damped = curvature.map((row, i) => row.map((value, j) => (i === j ? value + level : value)));
    return moved(z, basis, solved(damped, gradient));
  });
  const points = new Float32Array(tried.length * z.length);
  tried.forEach((point, i) => points.set(point, i * z.length));
  const samples = await decode(points, tried.length);
  if (!samples) return null;
  const size = samples.length / tried.length;
  const costs = tried.map((point, i) => costOf(samples.subarray(i * size, (i + 1) * size), point, wish, hold));
  const best = costs.reduce((least, cost, i) => (cost < costs[least]! || Number.isNaN(costs[least]) ? i : least), 0);
  if (!(costs[best]! < before)) return { ...still, damping: Math.min(GREATEST, damping * DAMPINGS.at(-1)!) };
  return {
    ...still,
    z: tried[best]!,
    sample: samples.slice(best * size, (best + 1) * size),
    cost: costs[best]!,
    damping: Math.max(LEAST, Math.min(GREATEST, damping * DAMPINGS[best]!)),
  };
}

/** z less a step in a basis, which is shortened if it is too long. */
function moved(z: Vector, basis: readonly Float64Array[], step: readonly number[]): Vector {
  const shortened = Math.min(1, LONGEST / (norm(step) || 1));
  return basis.reduce<Vector>((point, direction, i) => along(point, -shortened * step[i]!, direction), z);
}

/** The held point that is nearest in its own unit: its scale, the way to z, and the squared distance in that unit. */
function nearest(z: Vector, { points, scales }: Hold): { scale: number; away: Vector; distance: number } {
  const d = z.length;
  let [least, at] = [Infinity, 0];
  for (let i = 0; i < scales.length; i++) {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += (z[k]! - points[i * d + k]!) ** 2;
    sum /= scales[i]! ** 2;
    if (sum < least) [least, at] = [sum, i];
  }
  return { scale: scales[at]!, away: minus(z, row(points, at, d)), distance: least };
}
