// The one multiply-and-add of the engine: matrix products, convolutions and the phases of transposed
// convolutions. For each output pixel (n, y, x), the inputs that it needs are `runs` stretches of `length`
// contiguous floats at fixed offsets from the pixel's own input address, since the input was padded before:
//
//   out[n, y, x, c] = f(bias[c] + sum over r, l of a[address(n, y, x) + offset[r] + l] * w[r, l, c])
//
// with f(v) = max(v, slope * v): slope 1 is the identity, 0 is ReLU.
//
// Descriptor, 4 bytes a field: length, kind, out, a, w, slope, bias, sizes of n, y, x, input strides of n, y, x,
// output strides of n, y, x (bytes), channels, runs, length (floats), the table of pixels, the runs' offsets (bytes).

import { all, madd } from './arithmetic';
import { NARROW } from './ops';

// @ts-ignore: decorator
@inline
const OFFSETS: usize = 80;
const spill = memory.data(32, 16);

/**
 * Writes the input and output address of each pixel into the step's table, once for all channels. Returns their number.
 */
function locate(step: usize): i32 {
  const images = load<i32>(step, 28), rows = load<i32>(step, 32), columns = load<i32>(step, 36);
  const dx = load<i32>(step, 48), ox = load<i32>(step, 60);
  let entry = load<usize>(step, 76);
  for (let n = 0; n < images; n++) {
    for (let y = 0; y < rows; y++) {
      let input = load<i32>(step, 12) + n * load<i32>(step, 40) + y * load<i32>(step, 44);
      let output = load<i32>(step, 8) + n * load<i32>(step, 52) + y * load<i32>(step, 56);
      for (let x = 0; x < columns; x++) {
        store<i32>(entry, input);
        store<i32>(entry, output, 4);
        input += dx;
        output += ox;
        entry += 8;
      }
    }
  }
  // a partial last tile repeats its last pixel
  const last = load<i64>(entry - 8);
  store<i64>(entry, last);
  store<i64>(entry, last, 8);
  store<i64>(entry, last, 16);
  return images * rows * columns;
}

/** Up to eight channels of a pixel. */
export function put(to: usize, low: v128, high: v128, slope: v128, channels: i32): void {
  low = f32x4.pmax(low, f32x4.mul(low, slope));
  high = f32x4.pmax(high, f32x4.mul(high, slope));
  const at = channels < 8 ? spill : to;
  v128.store(at, low);
  v128.store(at, high, 16);
  if (channels < 8) memory.copy(to, spill, channels << 2);
}

/** One pixel, eight channels at a time: one stream of weights, and accumulators for four terms in turn. */
function single(step: usize): void {
  const slope = v128.load32_splat(step, 20);
  const runs = load<i32>(step, 68);
  const bytes = load<usize>(step, 72) << 2;
  const from = load<usize>(step, 12);
  let to = load<usize>(step, 8);
  let w = load<usize>(step, 16);
  let bias = load<usize>(step, 24);
  for (let left = load<i32>(step, 64); left > 0; left -= 8) {
    let c00 = v128.load(bias), c01 = v128.load(bias, 16);
    let c10 = all(0), c11 = c10, c20 = c10, c21 = c10, c30 = c10, c31 = c10;
    for (let run = 0; run < runs; run++) {
      let p = from + load<usize>(step + (run << 2), OFFSETS);
      const end = p + bytes;
      for (; p + 12 < end; p += 16, w += 128) {
        const a = v128.load(p);
        const a0 = v128.shuffle<f32>(a, a, 0, 0, 0, 0), a1 = v128.shuffle<f32>(a, a, 1, 1, 1, 1);
        c00 = madd(a0, v128.load(w), c00);
        c01 = madd(a0, v128.load(w, 16), c01);
        c10 = madd(a1, v128.load(w, 32), c10);
        c11 = madd(a1, v128.load(w, 48), c11);
        const a2 = v128.shuffle<f32>(a, a, 2, 2, 2, 2), a3 = v128.shuffle<f32>(a, a, 3, 3, 3, 3);
        c20 = madd(a2, v128.load(w, 64), c20);
        c21 = madd(a2, v128.load(w, 80), c21);
        c30 = madd(a3, v128.load(w, 96), c30);
        c31 = madd(a3, v128.load(w, 112), c31);
      }
      for (; p < end; p += 4, w += 32) {
        const a = v128.load32_splat(p);
        c00 = madd(a, v128.load(w), c00);
        c01 = madd(a, v128.load(w, 16), c01);
      }
    }
    c00 = f32x4.add(f32x4.add(c00, c10), f32x4.add(c20, c30));
    c01 = f32x4.add(f32x4.add(c01, c11), f32x4.add(c21, c31));
    put(to, c00, c01, slope, left);
    bias += 32;
    to += 32;
  }
}

/**
 * Tiles of four pixels. Wide: lanes run along the output channels, eight at a time; weights: [channels / 8][runs *
 * length][8], biases in groups of eight. Narrow, for few channels: lanes run along the input, whose `length` is a
 * multiple of 4; weights: [channels][runs * length], each bias in the first of four lanes.
 */
export function contract(step: usize): void {
  const narrow = load<i32>(step, 4) == NARROW;
  const panel = narrow ? 1 : 8;
  const slope = v128.load32_splat(step, 20);
  const channels = load<i32>(step, 64);
  const runs = load<i32>(step, 68);
  const bytes = load<usize>(step, 72) << 2;
  const total = locate(step);
  if (total == 1 && !narrow) {
    single(step);
    return;
  }
  let weights = load<usize>(step, 16);
  let bias = load<usize>(step, 24);

  for (let channel = 0; channel < channels; channel += panel) {
    const left = channels - channel;
    const at = channel << 2;
    const b0 = v128.load(bias);
    const b1 = v128.load(bias, 16);
    bias += narrow ? 16 : 32;
    let w = weights;
    let table = load<usize>(step, 76);
    for (let pixel = 0; pixel < total; pixel += 4) {
      const i0 = load<usize>(table), i1 = load<usize>(table, 8);
      const i2 = load<usize>(table, 16), i3 = load<usize>(table, 24);
      let c00 = b0, c01 = b1, c10 = b0, c11 = b1, c20 = b0, c21 = b1, c30 = b0, c31 = b1;
      w = weights;
      for (let run = 0; run < runs; run++) {
        const offset = load<usize>(step + (run << 2), OFFSETS);
        let p0 = i0 + offset, p1 = i1 + offset, p2 = i2 + offset, p3 = i3 + offset;
        const end = p0 + bytes;
        if (narrow) while (p0 < end) {
          const v = v128.load(w);
          c00 = madd(v128.load(p0), v, c00);
          c10 = madd(v128.load(p1), v, c10);
          c20 = madd(v128.load(p2), v, c20);
          c30 = madd(v128.load(p3), v, c30);
          p0 += 16;
          p1 += 16;
          p2 += 16;
          p3 += 16;
          w += 16;
        } else while (p0 < end) {
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
          p0 += 4;
          p1 += 4;
          p2 += 4;
          p3 += 4;
          w += 32;
        }
      }
      const o0 = load<usize>(table, 4) + at, o1 = load<usize>(table, 12) + at;
      const o2 = load<usize>(table, 20) + at, o3 = load<usize>(table, 28) + at;
      if (narrow) {
        // the sums of four accumulators, one per lane
        const even = f32x4.add(v128.shuffle<f32>(c00, c10, 0, 4, 1, 5), v128.shuffle<f32>(c00, c10, 2, 6, 3, 7));
        const odd = f32x4.add(v128.shuffle<f32>(c20, c30, 0, 4, 1, 5), v128.shuffle<f32>(c20, c30, 2, 6, 3, 7));
        const sum = f32x4.add(v128.shuffle<f32>(even, odd, 0, 1, 4, 5), v128.shuffle<f32>(even, odd, 2, 3, 6, 7));
        const result = f32x4.pmax(sum, f32x4.mul(sum, slope));
        v128.store_lane<f32>(o0, result, 0);
        v128.store_lane<f32>(o1, result, 1);
        v128.store_lane<f32>(o2, result, 2);
        v128.store_lane<f32>(o3, result, 3);
      } else {
        put(o0, c00, c01, slope, left);
        put(o1, c10, c11, slope, left);
        put(o2, c20, c21, slope, left);
        put(o3, c30, c31, slope, left);
      }
      table += 32;
    }
    weights = w;
  }
}
