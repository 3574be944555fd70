import { derivatives, type Exact } from './differences';

/**
 * The pullback metrics G = J'J (d, d) at rows (n, d + w): a small step v changes a sample by the root of v'Gv, in the
 * samples' values over latent units.
 */
export async function metrics(
  decode: Exact,
  rows: Float32Array<ArrayBuffer>,
  n: number,
  d: number,
): Promise<Float64Array[]> {
  const found: Float64Array[] = [];
  for await (const change of derivatives(decode, rows, n, d)) found.push(products(change, change, d));
  return found;
}

/** The products of the rows of two matrices, (d, size) and (e, size), times a factor: (d, e). */
export function products(a: Float64Array, b: Float64Array, d: number, factor = 1): Float64Array {
  const size = a.length / d;
  const e = b.length / size;
  const result = new Float64Array(d * e);
  for (let i = 0; i < d; i++) {
    for (let j = a === b ? i : 0; j < e; j++) {
      let sum = 0;
      for (let k = 0, p = i * size, q = j * size; k < size; k++, p++, q++) sum += a[p]! * b[q]!;
      result[i * e + j] = factor * sum;
      if (a === b) result[j * e + i] = factor * sum;
    }
  }
  return result;
}
