// Convolutions by Winograd's method (Lavin and Gray, arXiv:1509.09308): tiles of inputs are transformed,
// multiplied with transformed weights, and transformed back, with fewer multiplications than taps. Tiles have 4
// or 6 inputs a side. A tile of 6 evaluates polynomials at 0, 1, -1, 2, -2 and infinity, one of 4 at 0, 1, -1
// and infinity, so that the transformation of the inputs does not depend on the size of the kernel.
//
// Descriptor, 4 bytes a field: length, kind, input, bias, slope, transformed inputs, products, side of a tile, outputs
// along it, input channels, columns of the products, tiles in a block, images, tiles down, tiles along, input strides
// of images, rows and columns, output strides of those (bytes), output channels, parts; per part: output, its first
// column, its first row and column in the first tile, rows, columns; then one contraction per position of the tile,
// which multiplies a block.

import { all, madd } from './arithmetic';
import { contract } from './contract';

// @ts-ignore: decorator
@inline
const PARTS: usize = 92;
/** Four channels of a tile between the passes over its columns and its rows. */
const between = memory.data(36 * 16, 16);

/** One side of a tile of inputs; strides are in bytes. */
// @ts-ignore: decorator
@inline
function forward(side: i32, from: usize, step: usize, to: usize, pace: usize): void {
  const d0 = v128.load(from), d1 = v128.load(from + step), d2 = v128.load(from + 2 * step);
  const d3 = v128.load(from + 3 * step);
  if (side == 4) {
    v128.store(to, f32x4.sub(d2, d0));
    v128.store(to + pace, f32x4.add(d1, d2));
    v128.store(to + 2 * pace, f32x4.sub(d2, d1));
    v128.store(to + 3 * pace, f32x4.sub(d3, d1));
    return;
  }
  const d4 = v128.load(from + 4 * step), d5 = v128.load(from + 5 * step);
  v128.store(to, madd(all(4), d0, madd(all(-5), d2, d4)));
  const even = madd(all(-4), d2, d4), odd = madd(all(-4), d1, d3);
  v128.store(to + pace, f32x4.add(even, odd));
  v128.store(to + 2 * pace, f32x4.sub(even, odd));
  const near = f32x4.sub(d4, d2), far = f32x4.mul(all(2), f32x4.sub(d3, d1));
  v128.store(to + 3 * pace, f32x4.add(near, far));
  v128.store(to + 4 * pace, f32x4.sub(near, far));
  v128.store(to + 5 * pace, madd(all(4), d1, madd(all(-5), d3, d5)));
}

/** One side of a tile of products, to the outputs along it. */
// @ts-ignore: decorator
@inline
function backward(side: i32, outputs: i32, from: usize, step: usize, to: usize, pace: usize): void {
  const v1 = v128.load(from + step), v2 = v128.load(from + 2 * step);
  const s1 = f32x4.add(v1, v2), d1 = f32x4.sub(v1, v2);
  const last = v128.load(from + (side - 1) * step);
  let s2 = all(0), d2 = all(0);
  if (side == 6) {
    const v3 = v128.load(from + 3 * step), v4 = v128.load(from + 4 * step);
    s2 = f32x4.add(v3, v4);
    d2 = f32x4.sub(v3, v4);
  }
  v128.store(to, f32x4.add(v128.load(from), f32x4.add(s1, s2)));
  let power: f32 = 2;
  for (let k = 1; k < outputs; k++) {
    to += pace;
    let value = k & 1 ? madd(all(power), d2, d1) : madd(all(power), s2, s1);
    if (k == outputs - 1) value = f32x4.add(value, last);
    v128.store(to, value);
    power *= 2;
  }
}

/** Transforms the tile whose inputs begin at `from`; its positions are `apart` bytes apart in the result. */
// @ts-ignore: decorator
@inline
function transform(side: i32, from: usize, down: usize, along: usize, to: usize, apart: usize, channels: i32): void {
  const row = <usize>side << 4;
  for (let c = 0; c < channels; c += 4) {
    for (let j = 0; j < side; j++) forward(side, from + j * along, down, between + (j << 4), row);
    for (let i = 0; i < side; i++) forward(side, between + i * row, 16, to + i * side * apart, apart);
    from += 16;
    to += 16;
  }
}

/** Up to four channels of one output. */
// @ts-ignore: decorator
@inline
function put(to: usize, value: v128, slope: v128, channels: i32): void {
  value = f32x4.pmax(value, f32x4.mul(value, slope));
  if (channels >= 4) {
    v128.store(to, value);
    return;
  }
  v128.store_lane<f32>(to, value, 0);
  if (channels > 1) v128.store_lane<f32>(to, value, 1, 4);
  if (channels > 2) v128.store_lane<f32>(to, value, 2, 8);
}

/** Writes one part of a tile's outputs: those between the given rows and columns. */
function restore(step: usize, part: usize, from: usize, apart: usize, to: usize, top: i32, left: i32): void {
  const side = load<i32>(step, 28), outputs = load<i32>(step, 32);
  const channels = load<i32>(step, 84);
  const slope = v128.load32_splat(step, 16);
  const down = load<usize>(step, 76), along = load<usize>(step, 80);
  const rows = load<i32>(part, 16), columns = load<i32>(part, 20);
  const row = <usize>side << 4;
  let bias = load<usize>(step, 12);
  for (let c = 0; c < channels; c += 4) {
    for (let j = 0; j < side; j++) {
      if (side == 4) backward(4, outputs, from + j * apart, side * apart, between + (j << 4), row);
      else backward(6, outputs, from + j * apart, side * apart, between + (j << 4), row);
    }
    const first = v128.load(bias);
    for (let i = 0; i < outputs; i++) {
      const line = between + i * row;
      if (side == 4) backward(4, outputs, line, 16, line, 16);
      else backward(6, outputs, line, 16, line, 16);
      const y = top + i;
      if (y < 0 || y >= rows) continue;
      for (let j = 0; j < outputs; j++) {
        const x = left + j;
        if (x < 0 || x >= columns) continue;
        put(to + y * down + x * along, f32x4.add(v128.load(line + (j << 4)), first), slope, channels - c);
      }
    }
    from += 16;
    to += 16;
    bias += 16;
  }
}

export function winograd(step: usize): void {
  const inputs = load<usize>(step, 20), products = load<usize>(step, 24);
  const side = load<i32>(step, 28), outputs = load<i32>(step, 32);
  const depth = load<i32>(step, 36), width = load<i32>(step, 40);
  const block = load<i32>(step, 44);
  const down = load<i32>(step, 52), along = load<i32>(step, 56);
  const parts = load<i32>(step, 88);
  const contractions = step + PARTS + parts * 24;
  const perImage = down * along;
  const total = load<i32>(step, 48) * perImage;
  for (let start = 0; start < total; start += block) {
    const count = min(block, total - start);
    const apart = (<usize>block * depth) << 2;
    for (let i = 0; i < count; i++) {
      const tile = start + i, n = tile / perImage, y = (tile % perImage) / along, x = tile % along;
      const sy = load<usize>(step, 64), sx = load<usize>(step, 68);
      const from = load<usize>(step, 8) + n * load<usize>(step, 60) + (y * sy + x * sx) * outputs;
      const to = inputs + ((i * depth) << 2);
      if (side == 4) transform(4, from, sy, sx, to, apart, depth);
      else transform(6, from, sy, sx, to, apart, depth);
    }
    let contraction = contractions;
    for (let position = 0; position < side * side; position++) {
      store<i32>(contraction, count, 36);
      contract(contraction);
      contraction += load<usize>(contraction);
    }
    const stride = (<usize>block * width) << 2;
    for (let i = 0; i < count; i++) {
      const tile = start + i, n = tile / perImage, y = (tile % perImage) / along, x = tile % along;
      for (let k = 0; k < parts; k++) {
        const part = step + PARTS + k * 24;
        const from = products + ((i * width + load<i32>(part, 4)) << 2);
        const to = load<usize>(part) + n * load<usize>(step, 72);
        restore(step, part, from, stride, to, y * outputs + load<i32>(part, 8), x * outputs + load<i32>(part, 12));
      }
    }
  }
}
