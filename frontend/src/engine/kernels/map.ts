// out[i] = f(a[i], b[i], out[i]) over strided tensors of any rank. A stride of 0 in `a` or `b` broadcasts,
// a stride of 0 in `out` reduces; copies, transpositions, pooling and depthwise convolution are all maps.
//
// Descriptor, 4 bytes a field: length, op, out, a, b, p, q, rank, then per axis, outermost first:
// size, stride of out, of a, of b (bytes).

import { all } from './arithmetic';
import { apply } from './apply';
import { move } from './moves';
import { ADD, COPY, MAC, MAX, TAKE } from './ops';
import { sweep, sweeps } from './rows';

// @ts-ignore: decorator
@inline
const AXES: usize = 32;
/** The position along each axis: all are 0 again after a map. */
const counters = memory.data(64);
/** The axis outside of the only one: of size 1. */
const alone = memory.data<i32>([1, 0, 0, 0]);

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
  // the two innermost axes at once, or the only one
  const deep = FULL && contiguous && sa != 0 && (outer == 0 || (size & 3) == 0) && sweeps(op);

  while (true) {
    let o = out, x = a, y = b;
    let left = size;
    if (deep) {
      const bytes = (size & ~3) << 2;
      sweep(op, outer > 0 ? inner - 16 : alone, o, x, y, p, q, bytes, sb);
      o += bytes;
      x += bytes;
      y += sb ? bytes : 0;
      left = size & 3;
    }
    if (op == COPY) {
      if (contiguous) {
        // the browser's own copy takes long to begin
        if (sa != 0) for (; left >= 4; left -= 4, o += 16, x += 16) v128.store(o, v128.load(x));
        const value = v128.load32_splat(x);
        if (sa == 0) for (; left >= 4; left -= 4, o += 16) v128.store(o, value);
      }
      for (; left > 0; left--, o += so, x += sa) store<f32>(o, load<f32>(x));
    }
    // a maximum or a sum along the innermost axis, of elements or of products: four lanes, which are joined at the end
    if (FULL && so == 0 && sb == 4 && op == MAX && left >= 4) {
      let most = v128.load(y);
      for (; left >= 4; left -= 4, y += 16) most = f32x4.max(most, v128.load(y));
      most = f32x4.max(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
      most = f32x4.max(most, v128.shuffle<f32>(most, most, 1, 0, 3, 2));
      v128.store_lane<f32>(o, f32x4.max(most, v128.load32_splat(o)), 0);
    }
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

    let axis = deep ? outer - 2 : outer - 1;
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
