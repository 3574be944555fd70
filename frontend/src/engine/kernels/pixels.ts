import { all } from './arithmetic';

// @ts-ignore: decorator
@inline
function quad(from: usize, scale: v128, shift: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.add(f32x4.mul(v128.load(from), scale), shift)));
}

/**
 * Floats to bytes: round(value * scale + shift) clamped to [0, 255], sixteen at a time (the last sixteen may overrun).
 */
export function pixels(from: usize, to: usize, count: i32, scale: f32, shift: f32): void {
  const s = all(scale), t = all(shift);
  for (let i = 0; i < count; i += 16) {
    const low = i16x8.narrow_i32x4_s(quad(from, s, t), quad(from + 16, s, t));
    const high = i16x8.narrow_i32x4_s(quad(from + 32, s, t), quad(from + 48, s, t));
    v128.store(to, i8x16.narrow_i16x8_u(low, high));
    from += 64;
    to += 16;
  }
}
