// The product of one row of numbers, many of which are zero, with fixed weights:
//
//   out[c] = f(bias[c] + sum over d of a[d] * w[d, c])
//
// with f(v) = max(v, slope * v). The weights of zeros are not read, which is what such a product spends its time on.
//
// Descriptor, 4 bytes a field: length, kind, out, a, w, slope, bias, columns, depth, sums, entries. Rows of weights,
// the bias and the sums are padded to multiples of eight floats. There is room for depth + 4 entries of eight bytes.

import { put } from './contract';
import { madd } from './arithmetic';

/** Bytes of the sums that are added to in turn, so that they and their weights' pages stay near. */
const BLOCK: usize = 4096;

/** Lists the numbers that are not zero, each with the address of its weights. Returns the end of the list. */
function listed(step: usize, stride: usize): usize {
  const first = load<usize>(step, 40);
  const end = load<usize>(step, 12) + (load<usize>(step, 32) << 2);
  let entry = first;
  let w = load<usize>(step, 16);
  for (let p = load<usize>(step, 12); p < end; p += 4) {
    const value = load<f32>(p);
    store<f32>(entry, value);
    store<usize>(entry, w, 4);
    entry += value != 0 ? 8 : 0;
    w += stride;
  }
  // zeros fill the last group of four
  for (; (entry - first) & 24; entry += 8) {
    store<f32>(entry, 0);
    store<usize>(entry, load<usize>(step, 16), 4);
  }
  return entry;
}

export function sparse(step: usize): void {
  const columns = load<i32>(step, 28);
  const bytes: usize = ((columns + 7) & -8) << 2;
  const entries = load<usize>(step, 40);
  const end = listed(step, bytes);
  const sums = load<usize>(step, 36);
  memory.copy(sums, load<usize>(step, 24), bytes);
  for (let from: usize = 0; from < bytes; from += BLOCK) {
    const last = sums + min(from + BLOCK, bytes);
    for (let entry = entries; entry < end; entry += 32) {
      const a0 = v128.load32_splat(entry), a1 = v128.load32_splat(entry, 8);
      const a2 = v128.load32_splat(entry, 16), a3 = v128.load32_splat(entry, 24);
      let w0 = load<usize>(entry, 4) + from, w1 = load<usize>(entry, 12) + from;
      let w2 = load<usize>(entry, 20) + from, w3 = load<usize>(entry, 28) + from;
      for (let sum = sums + from; sum < last; sum += 32) {
        let low = madd(a0, v128.load(w0), v128.load(sum));
        let high = madd(a0, v128.load(w0, 16), v128.load(sum, 16));
        low = madd(a1, v128.load(w1), low);
        high = madd(a1, v128.load(w1, 16), high);
        low = madd(a2, v128.load(w2), low);
        high = madd(a2, v128.load(w2, 16), high);
        low = madd(a3, v128.load(w3), low);
        high = madd(a3, v128.load(w3, 16), high);
        v128.store(sum, low);
        v128.store(sum, high, 16);
        w0 += 32;
        w1 += 32;
        w2 += 32;
        w3 += 32;
      }
    }
  }
  const slope = v128.load32_splat(step, 20);
  let sum = sums;
  let to = load<usize>(step, 8);
  for (let left = columns; left > 0; left -= 8) {
    put(to, v128.load(sum), v128.load(sum, 16), slope, left);
    to += 32;
    sum += 32;
  }
}
