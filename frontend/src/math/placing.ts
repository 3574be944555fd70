import { orthonormal, unitVectors } from './basis';
import { solved } from './cholesky';
import { normal } from './prior';
import type { Vector } from './vector';

/** Draws of the prior among which the starting points are chosen. */
const DRAWS = 127;
const STARTS = 3;
const ROUNDS = 30;
/** Directions per round: spaces with more dimensions are searched in random subspaces. */
const DIRECTIONS = 32;
/** The step of the differences, in standard deviations of the prior: wide, since pixels are whole numbers. */
export const STEP = 0.1;
/** Multiples of the damping that are tried together. */
const DAMPINGS = [0.1, 1, 10, 100];
/** A round that reduces the error by less than this share ends the search; in subspaces, several such rounds do. */
const ENOUGH = 1e-3;
/** The ends of a sample's range count as -1 and 1, as in training: this weighs the error against the prior. */
export const SPAN = 2;
/** The weight of a difference of pixels. */
export const SCALE = SPAN / 255;

/** The numbers of samples, one after the other. */
export type Numbers = Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** Decodes n points; null to stop the search. */
export type Decode = (z: Vector, n: number) => Promise<Numbers | null>;

export interface Place {
  mean: Vector;
  logvar: Vector;
}

interface Found {
  z: Float64Array;
  cost: number;
}

/**
 * Places a sample in the latent space of a model that can only decode: minimises |x - decode(z)|² + |z|² / 2 by the
 * Levenberg-Marquardt method (Marquardt, 1963) with finite differences. The variances are those of the diagonal
 * Gaussian that fits best there, 1 / (1 + 2 |∂ decode / ∂ zᵢ|²). With many dimensions every second round searches the
 * orthonormal directions `first`. `left` is the share of its time that is left, from 1 to 0: when that is over, it
 * gives what it has found. `scale` converts the numbers to units in which their range is 2. Null if `decode` stopped
 * the search.
 */
export async function place(
  decode: Decode,
  sample: Numbers,
  d: number,
  random: () => number,
  progress: (share: number) => void = () => undefined,
  first: readonly Vector[] = [],
  left: () => number = () => 1,
  scale = SCALE,
): Promise<Place | null> {
  const search = new Search(decode, sample, d, random, first, left, scale);
  const starts = await search.first();
  if (!starts) return null;
  let best: Found | null = null;
  for (const [i, start] of starts.entries()) {
    const found = await search.descend(start, (share) => progress((i + share) / starts.length));
    if (!found) return null;
    if (!best || found.cost < best.cost) best = found;
    if (left() <= 0) break;
  }
  const logvar = await search.logvar(best!.z);
  return logvar && { mean: Float32Array.from(best!.z), logvar };
}

class Search {
  constructor(
    private readonly decode: Decode,
    private readonly sample: Numbers,
    private readonly d: number,
    private readonly random: () => number,
    private readonly directions: readonly Vector[],
    private readonly left: () => number,
    private readonly scale: number,
  ) {}

  /** The most likely of some draws of the prior. */
  async first(): Promise<Found[] | null> {
    const draws = Array.from({ length: DRAWS + 1 }, (_, i) =>
      Float64Array.from({ length: this.d }, () => (i ? normal(this.random) : 0)),
    );
    const costs = await this.costs(draws);
    return (
      costs &&
      draws
        .map((z, i) => ({ z, cost: costs[i]! }))
        .sort((a, b) => a.cost - b.cost)
        .slice(0, STARTS)
    );
  }

  /** The end of the descent from a point. */
  async descend({ z, cost }: Found, progress: (share: number) => void): Promise<Found | null> {
    const { d } = this;
    const patience = d <= DIRECTIONS ? 1 : Math.ceil(d / DIRECTIONS);
    const rounds = ROUNDS * Math.min(patience, 8);
    let damping = 1e-3;
    let stalled = 0;
    for (let round = 0; round < rounds && stalled <= patience && this.left() > 0; round++) {
      progress(round / rounds);
      const basis = d <= DIRECTIONS ? unitVectors(d) : round % 2 ? this.subspace() : this.subspace(this.directions);
      const slopes = await this.slopes(z, basis);
      const here = await this.errors([z]);
      if (!slopes || !here) return null;
      const gradient = basis.map((direction, i) => 2 * product(slopes[i]!, here[0]!) + product(direction, z));
      const curvature = slopes.map((a, i) => slopes.map((b, j) => 2 * product(a, b) + (i === j ? 1 : 0)));
      const tried = DAMPINGS.map((by) => {
        const damped = curvature.map((row, i) => row.map((value, j) => (i === j ? value * (1 + damping * by) : value)));
        const step = solved(damped, gradient);
        return z.map((value, k) => value - basis.reduce((sum, direction, i) => sum + step[i]! * direction[k]!, 0));
      });
      const costs = await this.costs(tried);
      if (!costs) return null;
      const best = costs.indexOf(Math.min(...costs));
      const gain = cost > 0 ? (cost - costs[best]!) / cost : 0;
      if (gain > 0) {
        z = tried[best]!;
        cost = costs[best]!;
        damping = Math.max(1e-9, Math.min(1e9, damping * DAMPINGS[best]!));
      } else damping = Math.min(1e9, damping * 10);
      stalled = gain < ENOUGH ? stalled + 1 : 0;
    }
    progress(1);
    return { z, cost };
  }

  async logvar(z: Float64Array): Promise<Vector | null> {
    const logvar = new Float32Array(this.d);
    if (this.left() <= 0 && this.d > DIRECTIONS) {
      // the mean of some directions stands for all dimensions, of which each would be two images
      const slopes = await this.slopes(z, this.subspace());
      const mean = slopes && slopes.reduce((sum, slope) => sum + product(slope, slope), 0) / slopes.length;
      return mean === null ? null : logvar.fill(-Math.log1p(2 * mean));
    }
    for (let start = 0; start < this.d; start += DIRECTIONS) {
      const slopes = await this.slopes(z, unitVectors(this.d, start, Math.min(this.d, start + DIRECTIONS)));
      if (!slopes) return null;
      slopes.forEach((slope, i) => (logvar[start + i] = -Math.log1p(2 * product(slope, slope))));
    }
    return logvar;
  }

  /** The sample's derivatives along each direction, by central differences. */
  private async slopes(z: Float64Array, basis: readonly Float64Array[]): Promise<Float64Array[] | null> {
    const around = [1, -1].flatMap((sign) =>
      basis.map((direction) => z.map((value, k) => value + sign * STEP * direction[k]!)),
    );
    const errors = await this.errors(around);
    return (
      errors && basis.map((_, i) => errors[i]!.map((value, p) => (value - errors[basis.length + i]![p]!) / (2 * STEP)))
    );
  }

  /** |x - decode(z)|² + |z|² / 2. */
  private async costs(points: readonly Float64Array[]): Promise<number[] | null> {
    const errors = await this.errors(points);
    return errors && errors.map((error, i) => product(error, error) + 0.5 * product(points[i]!, points[i]!));
  }

  /** decode(z) - x. */
  private async errors(points: readonly Float64Array[]): Promise<Float64Array[] | null> {
    const flat = new Float32Array(points.length * this.d);
    points.forEach((point, i) => flat.set(point, i * this.d));
    const { sample, scale } = this;
    const numbers = await this.decode(flat, points.length);
    return (
      numbers &&
      points.map((_, i) => Float64Array.from(sample, (x, p) => scale * (numbers[i * sample.length + p]! - x)))
    );
  }

  private subspace(given: readonly Vector[] = []): Float64Array[] {
    return orthonormal(this.d, DIRECTIONS, given, this.random);
  }
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
