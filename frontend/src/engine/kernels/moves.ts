// Elements whose places are computed while the model runs. A place beyond either end becomes the last one before it, so
// that no model reads or writes elsewhere.

import { PUT, PUT_ADD, PUT_MAX, PUT_MIN, PUT_MUL, RANK, TAKE } from './ops';

/** The bytes from the first place to the place `index` of `count`, which are `stride` floats apart. */
// @ts-ignore: decorator
@inline
function reach(index: usize, count: v128, stride: v128): i32 {
  const limit = i32x4.extract_lane(i32x4.trunc_sat_f32x4_s(count), 0);
  let place = i32x4.extract_lane(i32x4.trunc_sat_f32x4_s(v128.load32_splat(index)), 0);
  if (place < 0) place += limit;
  place = max(0, min(place, limit - 1));
  return (place * i32x4.extract_lane(i32x4.trunc_sat_f32x4_s(stride), 0)) << 2;
}

/** One element of a move: the addresses of out, a and b, and the map's parameters. */
export function move(op: i32, out: usize, a: usize, b: usize, p: v128, q: v128): void {
  if (op == RANK) {
    const x = load<f32>(a), y = load<f32>(b);
    if (y > x || (y == x && b < a)) store<f32>(out, load<f32>(out) + 1);
    return;
  }
  const offset = reach(b, p, q);
  if (op == TAKE) {
    store<f32>(out, load<f32>(a + offset));
    return;
  }
  const to = out + offset;
  const x = load<f32>(a), old = load<f32>(to);
  switch (op) {
    case PUT: store<f32>(to, x); break;
    case PUT_ADD: store<f32>(to, old + x); break;
    case PUT_MUL: store<f32>(to, old * x); break;
    case PUT_MAX: store<f32>(to, max(old, x)); break;
    case PUT_MIN: store<f32>(to, min(old, x)); break;
  }
}
