import { normal } from './prior';
import type { Vector } from './vector';

/** The directions of the axes `from` to `to` - 1 of d dimensions. */
export function unitVectors(d: number, from = 0, to = d): Float64Array[] {
  return Array.from({ length: to - from }, (_, i) =>
    Float64Array.from({ length: d }, (_, k) => (k === from + i ? 1 : 0)),
  );
}

/**
 * `count` <= d orthonormal directions (d,): the first of the given ones, which must be orthonormal, and random ones, by
 * the Gram-Schmidt process.
 */
export function orthonormal(
  d: number,
  count: number,
  given: readonly (Vector | Float64Array)[],
  random: () => number,
): Float64Array[] {
  const basis = given.slice(0, count).map((direction) => Float64Array.from(direction));
  while (basis.length < count) {
    let direction = Float64Array.from({ length: d }, () => normal(random));
    for (const earlier of basis) {
      const share = product(direction, earlier);
      direction = direction.map((value, k) => value - share * earlier[k]!);
    }
    const length = Math.sqrt(product(direction, direction));
    if (length > 1e-6) basis.push(direction.map((value) => value / length));
  }
  return basis;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
