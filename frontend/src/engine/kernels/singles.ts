// Functions that are computed one element at a time, because models apply them to few elements.

import {
  ACOS, ACOSH, ASIN, ASINH, ATAN, ATANH, COS, COSH, FMOD, MOD, NORMAL, POW, SIN, SINH, TAN, UNIFORM,
} from './ops';

/** The finalizer of MurmurHash3: each bit of the result depends on all bits of the input. */
function scramble(x: u32): u32 {
  x = (x ^ (x >> 16)) * 0x85ebca6b;
  x = (x ^ (x >> 13)) * 0xc2b2ae35;
  return x ^ (x >> 16);
}

/** The number of a stream at a place, in (0, 1). */
function uniform(place: f32, seed: f32, stream: u32): f32 {
  const hash = scramble(scramble(scramble(<u32>seed + 0x9e3779b9) ^ stream) ^ <u32>place);
  return <f32>(hash >> 9) * 1.1920929e-7 + 5.9604645e-8;
}

/** Box and Muller's transform of two uniform numbers. */
function normal(place: f32, seed: f32, stream: u32): f32 {
  const radius = Mathf.sqrt(-2 * Mathf.log(uniform(place, seed, 2 * stream)));
  return radius * Mathf.cos(6.2831855 * uniform(place, seed, 2 * stream + 1));
}

function mod(a: f32, b: f32): f32 {
  const rest = Mathf.mod(a, b);
  return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
}

export function single(op: i32, a: f32, b: f32, p: f32): f32 {
  switch (op) {
    case POW: return Mathf.pow(a, b);
    case MOD: return mod(a, b);
    case FMOD: return Mathf.mod(a, b);
    case SIN: return Mathf.sin(a);
    case COS: return Mathf.cos(a);
    case TAN: return Mathf.tan(a);
    case ASIN: return Mathf.asin(a);
    case ACOS: return Mathf.acos(a);
    case ATAN: return Mathf.atan(a);
    case SINH: return Mathf.sinh(a);
    case COSH: return Mathf.cosh(a);
    case ASINH: return Mathf.asinh(a);
    case ACOSH: return Mathf.acosh(a);
    case ATANH: return Mathf.atanh(a);
    case UNIFORM: return uniform(a, b, <u32>p);
    case NORMAL: return normal(a, b, <u32>p);
  }
  return a;
}
