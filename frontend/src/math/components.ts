import { BLOCK, leading, type Operator } from './lanczos';
import { dot, facing, unit, type Vector } from './vector';

/** With at most this many dimensions the covariance matrix is computed; with more, only its products with vectors. */
const NARROW = 128;
/** Vectors that are multiplied with the covariance: for a computed one, and for the rows. */
const COLUMNS = { covariance: 2000, rows: 52 } as const;
/** Numbers that are read in each pass; with more, the rows are thinned evenly. */
const MOST = 2.5e7;

export interface Components {
  mean: Vector;
  /** (d,) each, of length 1, by decreasing deviation. */
  components: Vector[];
  /** Standard deviation of the rows along each. */
  deviations: number[];
}

/**
 * The first principal components of the rows of an (n, d) matrix, by the block Lanczos method. Each one's largest
 * coordinate is positive.
 */
export function principalComponents(data: Float32Array, d: number, count: number): Components {
  const rows = thinned(data, d);
  const n = rows.length / d;
  const mean = new Float64Array(d);
  for (let at = 0; at < rows.length; at += d) for (let i = 0; i < d; i++) mean[i]! += rows[at + i]!;
  mean.forEach((sum, i) => (mean[i] = sum / n));
  const narrow = d <= NARROW;
  const operator = narrow ? productsOf(covarianceOf(rows, mean)) : ofRows(rows, mean);
  const { values, vectors } = leading(operator, d, Math.min(count, d), narrow ? COLUMNS.covariance : COLUMNS.rows);
  return {
    mean: Float32Array.from(mean),
    components: vectors.map((direction) => facing(unit(direction))),
    deviations: values.map((variance) => Math.sqrt(Math.max(0, variance))),
  };
}

/** Every k-th row, so that at most MOST numbers remain. */
function thinned(data: Float32Array, d: number): Float32Array {
  const n = data.length / d;
  const stride = Math.ceil(n / Math.max(2, Math.floor(MOST / d)));
  if (stride === 1) return data;
  const some = new Float32Array(Math.ceil(n / stride) * d);
  for (let r = 0; r * stride < n; r++) some.set(data.subarray(r * stride * d, (r * stride + 1) * d), r * d);
  return some;
}

/** (d, d), from eight rows at a time: each entry is then loaded and stored once for all of them. */
function covarianceOf(rows: Float32Array, mean: Float64Array): Float64Array[] {
  const d = mean.length;
  const n = rows.length / d;
  const matrix = Array.from({ length: d }, () => new Float64Array(d));
  const block = Array.from({ length: 8 }, () => new Float64Array(d));
  const [r0, r1, r2, r3, r4, r5, r6, r7] = block as unknown as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let first = 0; first < n; first += 8) {
    block.forEach((row, k) => {
      const at = (first + k) * d;
      for (let i = 0; i < d; i++) row[i] = first + k < n ? rows[at + i]! - mean[i]! : 0;
    });
    for (let i = 0; i < d; i++) {
      const into = matrix[i]!;
      const [a0, a1, a2, a3] = [r0[i]!, r1[i]!, r2[i]!, r3[i]!];
      const [a4, a5, a6, a7] = [r4[i]!, r5[i]!, r6[i]!, r7[i]!];
      for (let j = 0; j <= i; j++)
        into[j]! +=
          a0 * r0[j]! + a1 * r1[j]! + a2 * r2[j]! + a3 * r3[j]! + a4 * r4[j]! + a5 * r5[j]! + a6 * r6[j]! + a7 * r7[j]!;
    }
  }
  for (let i = 0; i < d; i++) for (let j = 0; j <= i; j++) matrix[i]![j] = matrix[j]![i] = matrix[i]![j]! / n;
  return matrix;
}

function productsOf(matrix: readonly Float64Array[]): Operator {
  return (block) => block.map((vector) => Float64Array.from(matrix, (row) => dot(row, vector)));
}

/** The covariance's products with vectors, from the rows, two rows and four vectors at a time. */
function ofRows(rows: Float32Array, mean: Float64Array): Operator {
  const d = mean.length;
  const n = rows.length / d;
  return (block) => {
    const [x0, x1, x2, x3] = block as unknown as [Float64Array, Float64Array, Float64Array, Float64Array];
    const sums = Array.from({ length: BLOCK }, () => new Float64Array(d));
    const [s0, s1, s2, s3] = sums as unknown as [Float64Array, Float64Array, Float64Array, Float64Array];
    const [m0, m1, m2, m3] = [dot(mean, x0), dot(mean, x1), dot(mean, x2), dot(mean, x3)];
    for (let r = 0; r < n; r += 2) {
      const p = r * d;
      // an odd last row is counted once
      const [q, weight] = r + 1 < n ? [p + d, 1] : [p, 0];
      let [a0, a1, a2, a3] = [-m0, -m1, -m2, -m3];
      let [b0, b1, b2, b3] = [-m0, -m1, -m2, -m3];
      for (let i = 0; i < d; i++) {
        const v = rows[p + i]!;
        const w = rows[q + i]!;
        a0 += v * x0[i]!;
        a1 += v * x1[i]!;
        a2 += v * x2[i]!;
        a3 += v * x3[i]!;
        b0 += w * x0[i]!;
        b1 += w * x1[i]!;
        b2 += w * x2[i]!;
        b3 += w * x3[i]!;
      }
      b0 *= weight;
      b1 *= weight;
      b2 *= weight;
      b3 *= weight;
      // the products sum to zero over all rows, so the rows need not be centred here
      for (let i = 0; i < d; i++) {
        const v = rows[p + i]!;
        const w = rows[q + i]!;
        s0[i]! += a0 * v + b0 * w;
        s1[i]! += a1 * v + b1 * w;
        s2[i]! += a2 * v + b2 * w;
        s3[i]! += a3 * v + b3 * w;
      }
    }
    for (const sum of sums) for (let i = 0; i < d; i++) sum[i]! /= n;
    return sums;
  };
}
