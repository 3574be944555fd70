// out[i] = f(a[i], b[i], out[i]) over strided tensors of any rank. A stride of 0 in `a` or `b` broadcasts,
// a stride of 0 in `out` reduces; copies, transpositions, pooling and depthwise convolution are all maps.
//
// Descriptor, 4 bytes a field: length, op, out, a, b, p, q, rank, then per axis, outermost first:
// size, stride of out, of a, of b (bytes).

import { all, bfloat, erf, exp, log, sigmoid, softplus, tanh } from './arithmetic';
import { move } from './moves';
import {
  ABS, ADD, BFLOAT, BLEND, CEIL, CLIP, COPY, DIV, ELU, EQUAL, ERF, EXP, FLOOR, HARDSIGMOID, LESS, LESS_EQUAL, LOG, MAC,
  MAX, MIN, MIX, MUL, POW, PRELU, ROUND, SCALE, SIGMOID, SOFTPLUS, SQRT, SUB, TAKE, TANH, TRUNC, WHERE,
} from './ops';
import { single } from './singles';

// @ts-ignore: decorator
@inline
const AXES: usize = 32;
/** The position along each axis: all are 0 again after a map. */
const counters = memory.data(64);

/** The plain engine's functions come first. FULL is set by the build and says whether to include the others. */
// @ts-ignore: decorator
@inline
function apply(op: i32, a: v128, b: v128, out: v128, p: v128, q: v128): v128 {
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

export function map(step: usize): void {
  const op = load<i32>(step, 4);
  let out = load<usize>(step, 8);
  let a = load<usize>(step, 12);
  let b = load<usize>(step, 16);
  const p = v128.load32_splat(step, 20);
  const q = v128.load32_splat(step, 24);
  const outer = load<i32>(step, 28) - 1;
  const axes = step + AXES;
  const inner = axes + (outer << 4);
  const size = load<i32>(inner);
  const so = load<i32>(inner, 4);
  const sa = load<i32>(inner, 8);
  const sb = load<i32>(inner, 12);
  const contiguous = so == 4 && (sa & ~4) == 0 && (sb & ~4) == 0;

  while (true) {
    let o = out, x = a, y = b;
    let left = size;
    if (op == COPY && contiguous && sa == 4) {
      memory.copy(o, x, left << 2);
      left = 0;
    } else if (op == COPY && contiguous) {
      const value = v128.load32_splat(x);
      for (; left >= 4; left -= 4, o += 16) v128.store(o, value);
    }
    // a sum along the innermost axis, of elements or of products: four lanes, which are added at the end
    const products = op == MAC && sa == 4;
    if (FULL && so == 0 && sb == 4 && (products || (op == ADD && sa == 0))) {
      let sum = all(0);
      for (; left >= 4; left -= 4, y += 16) {
        let term = v128.load(y);
        if (products) {
          term = f32x4.mul(term, v128.load(x));
          x += 16;
        }
        sum = f32x4.add(sum, term);
      }
      sum = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1));
      store<f32>(o, load<f32>(o) + f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1));
    }
    if (FULL && op >= TAKE) {
      for (; left > 0; left--) {
        move(op, o, x, y, p, q);
        o += so;
        x += sa;
        y += sb;
      }
    }
    while (left > 0) {
      const wide = contiguous && left >= 4;
      const lanes = wide ? 4 : 1;
      const va = wide && sa != 0 ? v128.load(x) : v128.load32_splat(x);
      const vb = wide && sb != 0 ? v128.load(y) : v128.load32_splat(y);
      const vo = wide ? v128.load(o) : v128.load32_splat(o);
      const result = apply(op, va, vb, vo, p, q);
      if (wide) v128.store(o, result);
      else v128.store_lane<f32>(o, result, 0);
      o += so * lanes;
      x += sa * lanes;
      y += sb * lanes;
      left -= lanes;
    }

    let axis = outer - 1;
    for (; axis >= 0; axis--) {
      const entry = axes + (axis << 4);
      const counter = counters + (axis << 2);
      const count = load<i32>(counter) + 1;
      const wrap = count == load<i32>(entry) ? 1 - count : 1;
      store<i32>(counter, wrap == 1 ? count : 0);
      out += wrap * load<i32>(entry, 4);
      a += wrap * load<i32>(entry, 8);
      b += wrap * load<i32>(entry, 12);
      if (wrap == 1) break;
    }
    if (axis < 0) return;
  }
}
