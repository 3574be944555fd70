import { margins, marginalDensity, marginalRange } from '../math/mixture';
import type { Gaussian } from '../math/prior';
import { histogram, quantile, sorted } from '../math/distribution';
import { row } from '../math/vector';
import type { Posteriors } from '../math/posterior';
import type { Atlas } from '../sources/atlas';
import { valueOn, type Axis } from './axis';
import type { View } from './view';

/** With more encoded images than this, statistics use evenly thinned rows. */
export const ENOUGH = 20_000;
/** With more numbers than this, fewer rows are projected onto a direction; dimensions need no projection. */
const PROJECTED = 4e6;
/** With at most this many numbers the statistics take no noticeable time, and need no worker. */
export const FEW = 2 ** 17;
/** The share of the distribution that lies beyond each end of a slider. */
const TAIL = 0.005;
/** The standard normal's quantile at 1 - TAIL. */
const PRIOR_REACH = 2.5758;
const ABSOLUTE_REACH = 4;
const BINS = 60;

/** Every k-th row, so that at most `most` remain. */
export function thinned(n: number, most: number): Int32Array {
  const stride = Math.max(1, Math.ceil(n / most));
  return Int32Array.from({ length: Math.ceil(n / stride) }, (_, i) => i * stride);
}

/** Mean KL divergence of each dimension's posteriors from N(0, 1), in nats (Kingma and Welling, 2014, appendix B). */
export function natsOf({ mean, logvar, n }: Posteriors): Float64Array {
  const d = mean.length / n;
  const sums = new Float64Array(d);
  const rows = thinned(n, ENOUGH);
  for (const row of rows) {
    for (let i = 0, at = row * d; i < d; i++, at++)
      sums[i]! += 0.5 * (mean[at]! ** 2 + Math.exp(logvar[at]!) - 1 - logvar[at]!);
  }
  return sums.map((sum) => sum / rows.length);
}

/** Log-variances at or below this come from a deterministic encoder. */
const POINT = -19;

/** Whether the data was encoded to points, by a deterministic autoencoder. */
export function isPointwise({ logvar }: Pick<Posteriors, 'logvar'>): boolean {
  return logvar.length > 0 && logvar.subarray(0, ENOUGH).every((value) => value <= POINT);
}

/** How far the norms of points on a sphere may differ, as a share of the first. */
const SPHERE = 1e-3;

/** The radius of the sphere around the origin on which the encoded data lies; null if it lies on none. */
export function radiusOf({ mean, n }: Pick<Posteriors, 'mean' | 'n'>): number | null {
  const d = mean.length / n;
  const norm = (i: number): number => Math.hypot(...row(mean, i, d));
  const radius = norm(0);
  return radius > 0 && thinned(n, ENOUGH).every((i) => Math.abs(norm(i) - radius) <= SPHERE * radius) ? radius : null;
}

/** Standard deviation of the encoded data along each dimension. */
export function deviationsOf({ mean, n }: Posteriors): Float64Array {
  const d = mean.length / n;
  const [sums, squares] = [new Float64Array(d), new Float64Array(d)];
  const rows = thinned(n, ENOUGH);
  for (const row of rows) {
    for (let i = 0, at = row * d; i < d; i++, at++) {
      sums[i]! += mean[at]!;
      squares[i]! += mean[at]! ** 2;
    }
  }
  return squares.map((square, i) => Math.sqrt(Math.max(0, square / rows.length - (sums[i]! / rows.length) ** 2)));
}

/** The distribution of the encoded data along one axis, and the range of its slider. */
export interface Spread {
  low: number;
  high: number;
  /** Densities in equal bins from low to high; null without data. */
  data: Float64Array | null;
  /** The prior's density at the centres of the same bins; null without a prior. */
  prior: Float64Array | null;
}

/** The spread along an axis: the range is that of `atlas`, the densities those of `shown` and of a prior, if any. */
export function spreadOf(
  axis: Axis,
  range: View['range'],
  atlas: Atlas | null,
  shown: Atlas | null = atlas,
  prior: readonly Gaussian[] | null = [],
): Spread {
  const values = atlas && alongAxis(axis, atlas);
  const along = prior && margins(prior, axis);
  let [low, high] =
    range === 'absolute'
      ? [-ABSOLUTE_REACH, ABSOLUTE_REACH]
      : along && !axis.reach
        ? (marginalRange(along, PRIOR_REACH).map((end) => end - axis.origin) as [number, number])
        : ([-1, 1].map((sign) => sign * (axis.reach ?? PRIOR_REACH)) as [number, number]);
  if (range === 'data' && values?.length) {
    const ordered = sorted(values);
    [low, high] = [quantile(ordered, TAIL), quantile(ordered, 1 - TAIL)];
    // all data lies at one value, up to the precision of floats
    if (!(high - low > 1e-6 * Math.max(Math.abs(low), Math.abs(high)))) [low, high] = [low - 0.5, low + 0.5];
  }
  const width = (high - low) / BINS;
  return {
    low,
    high,
    data: values && histogram(shown && shown !== atlas ? alongAxis(axis, shown) : values, low, high, BINS),
    prior:
      along &&
      Float64Array.from({ length: BINS }, (_, i) => marginalDensity(along, low + (i + 0.5) * width + axis.origin)),
  };
}

function alongAxis(axis: Axis, { mean, n }: Atlas): Float64Array {
  const d = mean.length / n;
  const most = axis.dimension === null ? Math.min(ENOUGH, Math.max(1000, Math.floor(PROJECTED / d))) : ENOUGH;
  return Float64Array.from(thinned(n, most), (row) => valueOn(axis, mean.subarray(row * d, (row + 1) * d)));
}
