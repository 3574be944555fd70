import { all, bfloat, erf, exp, log, sigmoid, softplus, tanh } from './arithmetic';
import {
  ABS, ADD, BFLOAT, BLEND, CEIL, CLIP, DIV, ELU, EQUAL, ERF, EXP, FLOOR, HARDSIGMOID, LESS, LESS_EQUAL, LOG, MAC, MAX,
  MIN, MIX, MUL, POW, PRELU, ROUND, SCALE, SIGMOID, SOFTPLUS, SQRT, SUB, TANH, TRUNC, WHERE,
} from './ops';
import { single } from './singles';

/** The plain engine's functions come first. FULL is set by the build and says whether to include the others. */
// @ts-ignore: decorator
@inline
export function apply(op: i32, a: v128, b: v128, out: v128, p: v128, q: v128): v128 {
  switch (op) {
    case ADD: return f32x4.add(a, b);
    case SUB: return f32x4.sub(a, b);
    case MUL: return f32x4.mul(a, b);
    case DIV: return f32x4.div(a, b);
    case MIX: return f32x4.add(f32x4.mul(a, p), f32x4.mul(b, q));
    case PRELU: return f32x4.mul(a, v128.bitselect(b, all(1), f32x4.lt(a, all(0))));
    case SCALE: return f32x4.add(f32x4.mul(a, p), q);
    case CLIP: return f32x4.pmin(f32x4.pmax(a, p), q);
    case SQRT: return f32x4.sqrt(a);
    case TRUNC: return f32x4.trunc(a);
    case TANH: return tanh(a);
    case SIGMOID: return sigmoid(a);
  }
  if (FULL) {
    switch (op) {
      case MAX: return f32x4.max(a, b);
      case MIN: return f32x4.min(a, b);
      case MAC: return f32x4.add(out, f32x4.mul(a, b));
      case WHERE: return v128.bitselect(b, out, f32x4.ne(a, all(0)));
      case EQUAL: return v128.and(f32x4.eq(a, b), all(1));
      case LESS: return v128.and(f32x4.lt(a, b), all(1));
      case ABS: return f32x4.abs(a);
      case FLOOR: return f32x4.floor(a);
      case CEIL: return f32x4.ceil(a);
      case ROUND: return f32x4.nearest(a);
      case EXP: return exp(a);
      case LOG: return log(a);
      case ERF: return erf(a);
      case SOFTPLUS: return softplus(a);
      case ELU: return f32x4.mul(q, v128.bitselect(a, f32x4.mul(p, f32x4.sub(exp(a), all(1))), f32x4.gt(a, all(0))));
      case LESS_EQUAL: return v128.and(f32x4.le(a, b), all(1));
      case BLEND: return f32x4.add(out, f32x4.add(f32x4.mul(a, p), f32x4.mul(b, q)));
      case BFLOAT: return bfloat(a);
      case HARDSIGMOID: return f32x4.pmin(f32x4.pmax(f32x4.add(f32x4.mul(a, p), q), all(0)), all(1));
    }
    if (op >= POW) return lanes(op, a, b, p);
  }
  return a;
}

/** A function that is computed one element at a time. */
function lanes(op: i32, a: v128, b: v128, p: v128): v128 {
  const stream = f32x4.extract_lane(p, 0);
  let y = f32x4.splat(single(op, f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0), stream));
  y = f32x4.replace_lane(y, 1, single(op, f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1), stream));
  y = f32x4.replace_lane(y, 2, single(op, f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2), stream));
  return f32x4.replace_lane(y, 3, single(op, f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3), stream));
}
