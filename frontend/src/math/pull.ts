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
/** Elements that change less per latent unit, as a share of their range, count as insensitive. */
const INSENSITIVE = 1e-3;

/** Values that some elements of a sample should have. */
export interface Target {
  /** The indices of the elements. */
  indices: readonly number[];
  /** Their target values. */
  values: readonly number[];
  /** The weights of their squared residuals; multiplied by the squares of their ranges, these sum to 1. */
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
  /** Whether the targeted elements change with the latent point at all. */
  reacts: boolean;
}

/**
 * The objective of a pull: weighted squared residuals, and a penalty on the squared distance from the nearest held
 * point, sum of w (f(z) - t)^2 + weight min |z - p|^2 / (d s^2).
 */
export function objective(sample: ArrayLike<number>, z: Vector, target: Target, hold: Hold | null): number {
  const { indices, values, weights } = target;
  let cost = 0;
  indices.forEach((index, i) => (cost += weights[i]! * (sample[index]! - values[i]!) ** 2));
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
  target: Target,
  hold: Hold | null,
  basis: readonly Float64Array[],
  step: number,
): Promise<Pulled | null> {
  const changes = await slopes(decode, z, basis, step);
  if (!changes) return null;
  const { indices, values, weights } = target;
  const derivatives = changes.map((change) => Float64Array.from(indices, (index) => change[index]!));
  const weighted = derivatives.map((change) => change.map((value, i) => value * weights[i]!));
  const residuals = Float64Array.from(indices, (index, i) => sample[index]! - values[i]!);
  const pull = hold && nearest(z, hold);
  const stiffness = pull ? hold.weight / (z.length * pull.scale ** 2) : 0;
  const curvature = weighted.map((a, i) => derivatives.map((b, j) => dot(a, b) + (i === j ? stiffness : 0)));
  const gradient = weighted.map((a, i) => dot(a, residuals) + (pull ? stiffness * dot(basis[i]!, pull.away) : 0));
  const before = objective(sample, z, target, hold);
  const reach = Math.max(0, ...curvature.map((row, i) => row[i]! - stiffness));
  const still = { z, sample, cost: before, before, damping, reacts: reach > INSENSITIVE ** 2 };
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
  const costs = tried.map((point, i) => objective(samples.subarray(i * size, (i + 1) * size), point, target, hold));
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
