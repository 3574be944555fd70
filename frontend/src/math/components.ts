import { dot, norm, unit, type Vector } from './vector';

const ROUNDS = 1000;
/** Products that the covariance may cost; more rows than that are thinned evenly. */
const MOST = 3e8;

/**
 * The first principal components of the rows of an (n, d) matrix: the covariance's first eigenvectors, by orthogonal
 * iteration (Golub and Van Loan, "Matrix Computations", 8.2.4). Each one's largest coordinate is positive.
 */
export function principalComponents(data: Float32Array, d: number, count: number): { mean: Vector; components: Vector[] } {
  const n = data.length / d;
  const stride = Math.ceil(n / Math.max(2 * d, MOST / d / d));
  const used = Math.ceil(n / stride);
  const mean = new Float64Array(d);
  for (let r = 0; r < n; r += stride) for (let i = 0; i < d; i++) mean[i]! += data[r * d + i]! / used;
  const covariance = covarianceOf(data, mean, stride);
  let basis = Array.from({ length: Math.min(count, d) }, (_, k) => Float64Array.from({ length: d }, (_, i) => (i === k ? 1 : 0.1 * Math.sin(1 + i + k))));
  orthonormalize(basis);
  for (let round = 0; round < ROUNDS; round++) {
    const next = basis.map((direction) => Float64Array.from({ length: d }, (_, i) => dot(covariance.subarray(i * d, (i + 1) * d), direction)));
    orthonormalize(next);
    const moved = Math.max(...next.map((direction, k) => 1 - Math.abs(dot(direction, basis[k]!))));
    basis = next;
    if (moved < 1e-14) break;
  }
  const components = basis.map((direction) => {
    const largest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    return unit(direction.map((value) => (largest < 0 ? -value : value)));
  });
  return { mean: Float32Array.from(mean), components };
}

/** Up to a factor. */
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

/** Gram and Schmidt, in place. */
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
