// Matrix products. All strides are in bytes; numbers are 32-bit floats.

import { all, madd } from '../../engine/kernels/arithmetic';

const spill = memory.data(32, 16);

/** Packs a matrix (k, n) into panels of eight columns, (n / 8, k, 8), the last one padded with zeros. */
export function pack(b: usize, row: i32, column: i32, to: usize, k: i32, n: i32): void {
  for (let j = 0; j < n; j += 8) {
    const width = min(8, n - j);
    let from = b + j * column;
    for (let i = 0; i < k; i++, from += row, to += 32) {
      if (width == 8 && column == 4) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        continue;
      }
      for (let l = 0; l < 8; l++) store<f32>(to + (l << 2), l < width ? load<f32>(from + l * column) : 0);
    }
  }
}

// @ts-ignore: decorator
@inline
function put(to: usize, low: v128, high: v128, width: i32): void {
  if (width >= 8) {
    v128.store(to, low);
    v128.store(to, high, 16);
    return;
  }
  v128.store(spill, low);
  v128.store(spill, high, 16);
  for (let l = 0; l < width; l++) store<f32>(to + (l << 2), load<f32>(spill + (l << 2)));
}

/**
 * C (m, n) = A (m, k) B (k, n), or C += A B if `add` is 1. B is packed. A has any strides, so that it may be a
 * transpose; the elements of a row of C are adjacent. Reads up to 32 bytes beyond the end of C.
 */
export function multiply(
  a: usize, aRow: i32, aColumn: i32, b: usize, c: usize, cRow: i32, m: i32, n: i32, k: i32, add: i32,
): void {
  const bytes = <usize>k << 5;
  for (let j = 0; j < n; j += 8) {
    const width = n - j;
    for (let i = 0; i < m; i += 4) {
      // a last tile that is not whole repeats its last row
      const last = m - 1 - i;
      const second = min(1, last), third = min(2, last), fourth = min(3, last);
      let p0 = a + i * aRow, p1 = p0 + second * aRow, p2 = p0 + third * aRow, p3 = p0 + fourth * aRow;
      const q0 = c + i * cRow, q1 = q0 + second * cRow, q2 = q0 + third * cRow, q3 = q0 + fourth * cRow;
      let c00 = all(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
      if (add) {
        c00 = v128.load(q0), c01 = v128.load(q0, 16), c10 = v128.load(q1), c11 = v128.load(q1, 16);
        c20 = v128.load(q2), c21 = v128.load(q2, 16), c30 = v128.load(q3), c31 = v128.load(q3, 16);
      }
      let w = b;
      const end = b + bytes;
      while (w < end) {
        const w0 = v128.load(w), w1 = v128.load(w, 16);
        const a0 = v128.load32_splat(p0);
        c00 = madd(a0, w0, c00);
        c01 = madd(a0, w1, c01);
        const a1 = v128.load32_splat(p1);
        c10 = madd(a1, w0, c10);
        c11 = madd(a1, w1, c11);
        const a2 = v128.load32_splat(p2);
        c20 = madd(a2, w0, c20);
        c21 = madd(a2, w1, c21);
        const a3 = v128.load32_splat(p3);
        c30 = madd(a3, w0, c30);
        c31 = madd(a3, w1, c31);
        p0 += aColumn;
        p1 += aColumn;
        p2 += aColumn;
        p3 += aColumn;
        w += 32;
      }
      put(q0, c00, c01, width);
      put(q1, c10, c11, width);
      put(q2, c20, c21, width);
      put(q3, c30, c31, width);
    }
    b += bytes;
    c += 32;
  }
}
