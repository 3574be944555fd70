import type { Decode } from '../../src/math/placing';
import { row, type Vector } from '../../src/math/vector';

/** Decodes each point with a function. */
export function decoding(decode: (z: Vector) => readonly number[]): Decode {
  return async (z, n) => Float32Array.from(Array.from({ length: n }, (_, i) => decode(row(z, i, z.length / n))).flat());
}

/** A linear decoder with a (size, d) matrix. */
export function linear(matrix: readonly (readonly number[])[]): Decode {
  return decoding((z) => matrix.map((weights) => weights.reduce((sum, weight, i) => sum + weight * z[i]!, 0)));
}
