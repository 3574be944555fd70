import { dot, norm, unit, type Vector } from './vector';

const ROUNDS = 1000;
/** Multiplications that the covariance may cost; with more, the rows are thinned evenly. */
const MOST = 3e8;

/** With more dimensions than this, the components are found from the rows' Gram matrix instead of the covariance. */
const WIDE = 256;
/** The number of rows used then. */
const FEW = 400;

export interface Components {
  mean: Vector;
  /** (d,) each, of length 1, by decreasing deviation. */
  components: Vector[];
  /** Standard deviation of the rows along each. */
  deviations: number[];
}

/**
 * The first principal components of the rows of an (n, d) matrix, by orthogonal iteration (Golub and Van Loan, "Matrix
 * Computations", 8.2.4) of the covariance or, where d is large, of the rows' products with each other, whose
 * eigenvectors are the components' coordinates. Each one's largest coordinate is positive.
 */
export function principalComponents(data: Float32Array, d: number, count: number): Components {
  const n = data.length / d;
  const stride = Math.ceil(n / (d > WIDE ? FEW : Math.max(2 * d, MOST / d / d)));
  const used = Math.ceil(n / stride);
  const mean = new Float64Array(d);
  for (let r = 0; r < n; r += stride) for (let i = 0; i < d; i++) mean[i]! += data[r * d + i]! / used;
  const directions =
    d > WIDE
      ? amongRows(data, mean, stride, count)
      : eigenvectors(covarianceOf(data, mean, stride), d, Math.min(count, d));
  const components = directions.map((direction) => {
    const largest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    return unit(direction.map((value) => (largest < 0 ? -value : value)));
  });
  const deviations = components.map((direction) => {
    let sum = 0;
    for (let r = 0; r < n; r += stride) {
      let at = 0;
      for (let i = 0; i < d; i++) at += (data[r * d + i]! - mean[i]!) * direction[i]!;
      sum += at * at;
    }
    return Math.sqrt(sum / used);
  });
  return { mean: Float32Array.from(mean), components, deviations };
}

/** The components from the Gram matrix of evenly thinned rows. */
function amongRows(data: Float32Array, mean: Float64Array, stride: number, count: number): Float64Array[] {
  const d = mean.length;
  const rows: Float64Array[] = [];
  for (let r = 0; r < data.length; r += stride * d) rows.push(mean.map((value, i) => data[r + i]! - value));
  const n = rows.length;
  const products = new Float64Array(n * n);
  for (let a = 0; a < n; a++)
    for (let b = 0; b <= a; b++) products[a * n + b] = products[b * n + a] = dot(rows[a]!, rows[b]!);
  return eigenvectors(products, n, Math.min(count, n)).map((shares) => {
    const direction = new Float64Array(d);
    rows.forEach((row, r) => row.forEach((value, i) => (direction[i]! += shares[r]! * value)));
    return direction;
  });
}

/** The first eigenvectors of a symmetric (d, d) matrix. */
function eigenvectors(matrix: Float64Array, d: number, count: number): Float64Array[] {
  let basis = Array.from({ length: count }, (_, k) =>
    Float64Array.from({ length: d }, (_, i) => (i === k ? 1 : 0.1 * Math.sin(1 + i + k))),
  );
  orthonormalize(basis);
  for (let round = 0; round < ROUNDS; round++) {
    const next = basis.map((direction) =>
      Float64Array.from({ length: d }, (_, i) => dot(matrix.subarray(i * d, (i + 1) * d), direction)),
    );
    orthonormalize(next);
    const moved = Math.max(...next.map((direction, k) => 1 - Math.abs(dot(direction, basis[k]!))));
    basis = next;
    if (moved < 1e-14) break;
  }
  return basis;
}

/** Normalises in place. */
function covarianceOf(data: Float32Array, mean: Float64Array, stride: number): Float64Array {
  const d = mean.length;
  const covariance = new Float64Array(d * d);
  const centred = new Float64Array(d);
  for (let r = 0; r < data.length; r += stride * d) {
    for (let i = 0; i < d; i++) centred[i] = data[r + i]! - mean[i]!;
    for (let i = 0; i < d; i++) for (let j = 0; j <= i; j++) covariance[i * d + j]! += centred[i]! * centred[j]!;
  }
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) covariance[j * d + i] = covariance[i * d + j]!;
  return covariance;
}

/** Gram-Schmidt orthonormalisation in place. */
function orthonormalize(basis: Float64Array[]): void {
  basis.forEach((direction, k) => {
    for (const earlier of basis.slice(0, k)) {
      const share = dot(direction, earlier);
      direction.forEach((value, i) => (direction[i] = value - share * earlier[i]!));
    }
    const length = norm(direction) || 1;
    direction.forEach((value, i) => (direction[i] = value / length));
  });
}
