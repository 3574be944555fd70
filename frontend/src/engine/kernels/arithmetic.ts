// Four-lane elementary functions. Absolute error stays under 1e-6 (exp and log: relative).
// pmin and pmax with the variable first are one instruction each and let NaN through.

// @ts-ignore: decorator
@inline
export function all(x: f32): v128 {
  return f32x4.splat(x);
}

/** a * b + c, rounded once or twice: RELAXED is set by the build and says whether there is an instruction for it. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (RELAXED) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** 2^k * e^r with |r| <= ln 2 / 2; the polynomial is Cephes' expf. */
export function exp(x: v128): v128 {
  // the plain engine only passes the result through 1 / (1 + e^x), which needs neither 0 nor infinity
  x = FULL
    ? f32x4.pmax(f32x4.pmin(x, all(89)), all(-104))
    : f32x4.pmax(f32x4.pmin(x, all(88.37)), all(-87.33));
  const k = f32x4.nearest(f32x4.mul(x, all(1.44269504)));
  const r = madd(k, all(2.12194440e-4), madd(k, all(-0.693359375), x));
  let y = madd(all(1.3981999507e-3), r, all(8.3334519073e-3));
  y = madd(y, r, all(4.1665795894e-2));
  y = madd(y, r, all(1.6666665459e-1));
  y = madd(y, r, all(5.0000001201e-1));
  y = madd(y, r, all(1));
  y = madd(y, r, all(1));
  let exponent = i32x4.trunc_sat_f32x4_s(k);
  if (FULL) {
    // 2^k in two factors, since it may exceed the range of floats
    const half = i32x4.shr_s(exponent, 1);
    y = f32x4.mul(y, i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23));
    exponent = i32x4.sub(exponent, half);
  }
  return f32x4.mul(y, i32x4.shl(i32x4.add(exponent, i32x4.splat(127)), 23));
}

/** ln of the mantissa in [1/sqrt 2, sqrt 2) plus ln of the exponent; the polynomial is that of Cephes' logf. */
export function log(x: v128): v128 {
  // subnormal numbers are scaled by 2^23
  const tiny = f32x4.lt(x, all(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, all(8388608)), x, tiny);
  const bits = i32x4.sub(scaled, i32x4.splat(0x3f3504f3));
  const k = f32x4.sub(f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23)), v128.and(tiny, all(23)));
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const r = f32x4.sub(m, all(1));
  const square = f32x4.mul(r, r);
  let y = madd(all(7.0376836292e-2), r, all(-1.1514610310e-1));
  y = madd(y, r, all(1.1676998740e-1));
  y = madd(y, r, all(-1.2420140846e-1));
  y = madd(y, r, all(1.4249322787e-1));
  y = madd(y, r, all(-1.6668057665e-1));
  y = madd(y, r, all(2.0000714765e-1));
  y = madd(y, r, all(-2.4999993993e-1));
  y = madd(y, r, all(3.3333331174e-1));
  y = madd(f32x4.mul(y, square), r, f32x4.mul(square, all(-0.5)));
  y = madd(k, all(0.69314718), f32x4.add(y, r));
  // ln 0 = -inf, of a negative number NaN; infinity and NaN stay
  y = v128.bitselect(all(-Infinity), y, f32x4.eq(x, all(0)));
  y = v128.bitselect(all(NaN), y, f32x4.lt(x, all(0)));
  return v128.bitselect(y, x, f32x4.lt(x, all(Infinity)));
}

export function sigmoid(x: v128): v128 {
  return f32x4.div(all(1), f32x4.add(all(1), exp(f32x4.neg(x))));
}

// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const half = sigmoid(f32x4.add(x, x));
  return f32x4.sub(f32x4.add(half, half), all(1));
}

/** Abramowitz and Stegun 7.1.26. */
// @ts-ignore: decorator
@inline
export function erf(x: v128): v128 {
  const size = f32x4.abs(x);
  const t = f32x4.div(all(1), madd(size, all(0.3275911), all(1)));
  let y = madd(all(1.061405429), t, all(-1.453152027));
  y = madd(y, t, all(1.421413741));
  y = madd(y, t, all(-0.284496736));
  y = madd(y, t, all(0.254829592));
  y = f32x4.sub(all(1), f32x4.mul(f32x4.mul(y, t), exp(f32x4.neg(f32x4.mul(x, x)))));
  return v128.or(y, v128.and(x, i32x4.splat(0x80000000)));
}

/** max(x, 0) + ln(1 + e^-|x|) */
// @ts-ignore: decorator
@inline
export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, all(0)), log(f32x4.add(all(1), exp(f32x4.neg(f32x4.abs(x))))));
}

/** Rounded to the nearest number of 8 significant bits, of two equally near ones to the even one. */
// @ts-ignore: decorator
@inline
export function bfloat(x: v128): v128 {
  const odd = v128.and(i32x4.shr_u(x, 16), i32x4.splat(1));
  const rounded = v128.and(i32x4.add(i32x4.add(x, i32x4.splat(0x7fff)), odd), i32x4.splat(0xffff0000));
  return v128.bitselect(rounded, x, f32x4.eq(x, x));
}
