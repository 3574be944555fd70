import { decoded, type Exact } from './differences';
import type { Neighbours } from './neighbours';

/** What a path is like, as in src/latentwalk/paths/measures.py. Distances are Euclidean. */
export interface Measures {
  /** In latent units. */
  latentLength: number;
  /** The length of the decoded samples, in their values. */
  sampleLength: number;
  /** The largest change from one point to the next, over the mean: 1 is even. Null if samples do not change. */
  peakSpeed: number | null;
  /** From its points to the nearest encoded item, in latent units; null without encoded data. */
  meanDistance: number | null;
  largestDistance: number | null;
}

/** Measures a path of n >= 2 rows (n, d + w), evenly in time. */
export async function measure(
  decode: Exact,
  rows: Float32Array<ArrayBuffer>,
  n: number,
  d: number,
  data: Neighbours | null,
): Promise<Measures> {
  const samples = await decoded(decode, rows, n);
  const steps = stepsOf(samples, n, samples.length / n);
  const sampleLength = sum(steps);
  const width = rows.length / n;
  const points = new Float32Array(n * d);
  for (let i = 0; i < n; i++) points.set(rows.subarray(i * width, i * width + d), i * d);
  const distances = data && Array.from({ length: n }, (_, i) => data.distance(points.subarray(i * d, (i + 1) * d)));
  return {
    latentLength: sum(stepsOf(points, n, d)),
    sampleLength,
    peakSpeed: sampleLength ? (Math.max(...steps) * steps.length) / sampleLength : null,
    meanDistance: distances && sum(distances) / n,
    largestDistance: distances && Math.max(...distances),
  };
}

/** The distances from each of n points to the next. */
function stepsOf(points: Float32Array, n: number, size: number): number[] {
  return Array.from({ length: n - 1 }, (_, i) => {
    let square = 0;
    for (let at = i * size; at < (i + 1) * size; at++) square += (points[at + size]! - points[at]!) ** 2;
    return Math.sqrt(square);
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
