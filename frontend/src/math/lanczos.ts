import { dot, norm } from './vector';

/** Vectors that the operator multiplies together. */
export const BLOCK = 4;
/** Vectors in the basis before it is restarted. */
const MOST = 96;
/** An eigenpair is accurate once its residual is below this share of its eigenvalue. */
const ENOUGH = 1e-3;

export interface Eigenpairs {
  /** In descending order. */
  values: number[];
  vectors: Float64Array[];
}

/** Multiplies a symmetric (d, d) matrix by `BLOCK` vectors. */
export type Operator = (block: readonly Float64Array[]) => Float64Array[];

/**
 * The leading eigenpairs of a symmetric positive semidefinite (d, d) matrix, by the block Lanczos method with full
 * orthogonalization and thick restarts (Wu and Simon, 2000). `columns` bounds the vectors that the operator multiplies:
 * with fewer than it needs, vectors of nearly equal eigenvalues may be mixed with each other.
 */
export function leading(operator: Operator, d: number, count: number, columns: number): Eigenpairs {
  let basis: Float64Array[] = [];
  let images: Float64Array[] = [];
  let block = Array.from({ length: BLOCK }, (_, k) => scattered(d, k));
  let used = 0;
  for (;;) {
    block = orthonormal(block, basis);
    // the basis spans an invariant subspace
    const exhausted = !block.length || basis.length >= d;
    if (!exhausted) {
      const padded = Array.from({ length: BLOCK }, (_, k) => block[k] ?? new Float64Array(d));
      const next = operator(padded).slice(0, block.length);
      basis.push(...block);
      images.push(...next);
      block = next.map((one) => one.slice());
      used += BLOCK;
    }
    const full = basis.length + BLOCK > MOST;
    if (!exhausted && !full && used < columns && basis.length % (2 * BLOCK)) continue;
    const { values, vectors } = eigenpairs(projected(basis, images));
    const wanted = Math.min(count, basis.length);
    const mix = (from: readonly Float64Array[], k: number): Float64Array => combined(from, vectors[k]!);
    const accurate =
      basis.length >= Math.min(d, count + BLOCK) &&
      values.slice(0, wanted).every((value, k) => {
        const [vector, image] = [mix(basis, k), mix(images, k)];
        return norm(image.map((one, i) => one - value * vector[i]!)) <= ENOUGH * Math.abs(value);
      });
    if (exhausted || accurate || used >= columns)
      return { values: values.slice(0, wanted), vectors: Array.from({ length: wanted }, (_, k) => mix(basis, k)) };
    if (full) {
      const kept = Array.from({ length: Math.min(basis.length, 2 * count + BLOCK) }, (_, k) => k);
      [basis, images] = [kept.map((k) => mix(basis, k)), kept.map((k) => mix(images, k))];
    }
  }
}

/** The eigenvalues of a symmetric (m, m) matrix in descending order, and its eigenvectors, by Jacobi's method. */
export function eigenpairs(matrix: readonly Float64Array[]): Eigenpairs {
  const m = matrix.length;
  const a = matrix.map((row) => row.slice());
  const vectors = matrix.map((_, i) => Float64Array.from({ length: m }, (_, j) => +(i === j)));
  const scale = Math.max(...a.map((row) => norm(row)));
  for (let sweep = 0; sweep < 30; sweep++) {
    let rotated = false;
    for (let p = 0; p < m; p++)
      for (let q = p + 1; q < m; q++) {
        const off = a[p]![q]!;
        if (Math.abs(off) <= 1e-14 * scale) continue;
        rotated = true;
        const half = (a[q]![q]! - a[p]![p]!) / (2 * off);
        const t = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.hypot(half, 1));
        const c = 1 / Math.hypot(t, 1);
        for (const row of a) rotate(row, p, row, q, c, t * c);
        const [first, second] = [a[p]!, a[q]!];
        const [u, v] = [vectors[p]!, vectors[q]!];
        for (let k = 0; k < m; k++) {
          rotate(first, k, second, k, c, t * c);
          rotate(u, k, v, k, c, t * c);
        }
      }
    if (!rotated) break;
  }
  const order = Array.from(a.keys()).sort((i, j) => a[j]![j]! - a[i]![i]!);
  return { values: order.map((i) => a[i]![i]!), vectors: order.map((i) => vectors[i]!) };
}

function rotate(a: Float64Array, i: number, b: Float64Array, j: number, c: number, s: number): void {
  const [x, y] = [a[i]!, b[j]!];
  a[i] = c * x - s * y;
  b[j] = s * x + c * y;
}

/** The matrix in the coordinates of an orthonormal basis, symmetrized. */
function projected(basis: readonly Float64Array[], images: readonly Float64Array[]): Float64Array[] {
  const products = basis.map((one) => Float64Array.from(images, (image) => dot(one, image)));
  return products.map((row, i) => row.map((value, j) => (value + products[j]![i]!) / 2));
}

function combined(from: readonly Float64Array[], shares: Float64Array): Float64Array {
  const sum = new Float64Array(from[0]!.length);
  from.forEach((one, k) => {
    const share = shares[k]!;
    for (let i = 0; i < sum.length; i++) sum[i]! += share * one[i]!;
  });
  return sum;
}

/** A block made orthonormal, and orthogonal to a basis. Vectors that lie in its span are left out. */
function orthonormal(block: readonly Float64Array[], basis: readonly Float64Array[]): Float64Array[] {
  const found: Float64Array[] = [];
  for (const vector of block) {
    const length = norm(vector);
    // the second pass removes what rounding left
    for (let pass = 0; pass < 2; pass++)
      for (const other of [...basis, ...found]) {
        const share = dot(vector, other);
        for (let i = 0; i < vector.length; i++) vector[i]! -= share * other[i]!;
      }
    const rest = norm(vector);
    if (rest > 1e-10 * length) found.push(vector.map((value) => value / rest));
  }
  return found;
}

/** A reproducible vector without structure, the k-th of several. */
function scattered(d: number, k: number): Float64Array {
  let state = 0x9e3779b9 * (k + 1);
  return Float64Array.from({ length: d }, () => {
    state = (Math.imul(state ^ (state >>> 15), 0x85ebca6b) + 0x6d2b79f5) | 0;
    return (state >>> 0) / 2 ** 31 - 1;
  });
}
