// Functions of each number, and sums over rows. Counts are multiples of four, except where stated.

import { all, sigmoid, softplus, tanh as tangent } from '../../engine/kernels/arithmetic';

/** Bytes to numbers from -1 to 1. `count` is a multiple of four. */
export function values(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 4, from += 4, to += 16) {
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
    const scaled = f32x4.mul(f32x4.convert_i32x4_u(wide), all(2.0 / 255.0));
    v128.store(to, f32x4.sub(scaled, all(1)));
  }
}

/** Copies one row to each of m rows of n numbers; n is any number. */
export function spread(row: usize, to: usize, m: i32, n: i32): void {
  const bytes = <usize>n << 2;
  for (let i = 0; i < m; i++, to += bytes) memory.copy(to, row, bytes);
}

/** Sets numbers to zero; `count` is any number. */
export function clear(to: usize, count: i32): void {
  memory.fill(to, 0, <usize>count << 2);
}

/** Copies numbers; `count` is any number. */
export function copy(from: usize, to: usize, count: i32): void {
  memory.copy(to, from, <usize>count << 2);
}

// @ts-ignore: decorator
@inline
function addTo(to: usize, from: usize, n: i32, factor: f32): void {
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    const at = j << 2;
    v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v128.load(from + at), all(factor))));
  }
  for (; j < n; j++) store<f32>(to + (j << 2), load<f32>(to + (j << 2)) + factor * load<f32>(from + (j << 2)));
}

/** Adds `factor` times one row to each of m rows of n numbers; n is any number. */
export function addRow(row: usize, to: usize, m: i32, n: i32, factor: f32): void {
  for (let i = 0; i < m; i++, to += <usize>n << 2) addTo(to, row, n, factor);
}

/** Adds `factor` times each of m rows of n numbers to one row; n is any number. */
export function sumRows(from: usize, to: usize, m: i32, n: i32, factor: f32): void {
  for (let i = 0; i < m; i++, from += <usize>n << 2) addTo(to, from, n, factor);
}

export function relu(x: usize, y: usize, count: i32): void {
  for (let end = x + (count << 2); x < end; x += 16, y += 16) v128.store(y, f32x4.max(v128.load(x), all(0)));
}

/** dx = dy where y is positive, else 0. */
export function reluGradient(y: usize, dy: usize, dx: usize, count: i32): void {
  for (let end = y + (count << 2); y < end; y += 16, dy += 16, dx += 16) {
    v128.store(dx, v128.and(v128.load(dy), f32x4.gt(v128.load(y), all(0))));
  }
}

/** y = x sigmoid(x) */
export function silu(x: usize, y: usize, count: i32): void {
  for (let end = x + (count << 2); x < end; x += 16, y += 16) {
    const v = v128.load(x);
    v128.store(y, f32x4.mul(v, sigmoid(v)));
  }
}

/** dx = dy s (1 + x (1 - s)), s = sigmoid(x) */
export function siluGradient(x: usize, dy: usize, dx: usize, count: i32): void {
  for (let end = x + (count << 2); x < end; x += 16, dy += 16, dx += 16) {
    const v = v128.load(x);
    const s = sigmoid(v);
    const slope = f32x4.mul(s, f32x4.add(all(1), f32x4.mul(v, f32x4.sub(all(1), s))));
    v128.store(dx, f32x4.mul(v128.load(dy), slope));
  }
}

/** In place. */
export function tanh(x: usize, count: i32): void {
  for (let end = x + (count << 2); x < end; x += 16) v128.store(x, tangent(v128.load(x)));
}

// @ts-ignore: decorator
@inline
function total(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3);
}

// @ts-ignore: decorator
@inline
function within(v: v128, left: i32): v128 {
  return v128.and(v, i32x4.gt_s(i32x4.splat(left), i32x4(0, 1, 2, 3)));
}

/** x - wanted, and the sum of its squares; `count` is any number. */
export function difference(x: usize, wanted: usize, to: usize, count: i32): f32 {
  let sum = all(0);
  for (let left = count; left > 0; left -= 4, x += 16, wanted += 16, to += 16) {
    const error = f32x4.sub(v128.load(x), v128.load(wanted));
    sum = f32x4.add(sum, within(f32x4.mul(error, error), left));
    v128.store(to, error);
  }
  return total(sum);
}

/** The squared error of tanh(x), summed, and its gradient by x times `scale`. */
export function squared(x: usize, wanted: usize, dx: usize, count: i32, scale: f32): f32 {
  let sum = all(0);
  for (let end = x + (count << 2); x < end; x += 16, wanted += 16, dx += 16) {
    const y = tangent(v128.load(x));
    const error = f32x4.sub(y, v128.load(wanted));
    sum = f32x4.add(sum, f32x4.mul(error, error));
    const slope = f32x4.sub(all(1), f32x4.mul(y, y));
    v128.store(dx, f32x4.mul(f32x4.mul(error, slope), all(2 * scale)));
  }
  return total(sum);
}

/**
 * The cross-entropy of the logit 2 x to (1 + wanted) / 2, summed, and its gradient by x times `scale`; `count` is any
 * number.
 */
export function bernoulli(x: usize, wanted: usize, dx: usize, count: i32, scale: f32): f32 {
  let sum = all(0);
  for (let left = count; left > 0; left -= 4, x += 16, wanted += 16, dx += 16) {
    const v = v128.load(x);
    const logit = f32x4.add(v, v);
    const share = f32x4.mul(f32x4.add(v128.load(wanted), all(1)), all(0.5));
    sum = f32x4.add(sum, within(f32x4.sub(softplus(logit), f32x4.mul(share, logit)), left));
    v128.store(dx, f32x4.mul(f32x4.sub(sigmoid(logit), share), all(2 * scale)));
  }
  return total(sum);
}
