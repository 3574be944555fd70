// Rows of a map: its two innermost axes, where the inner one is contiguous and has a multiple of four numbers. One loop
// for each frequent function, since choosing the function for every four numbers takes longer than most functions.

import { apply } from './apply';
import {
  ADD, BLEND, CLIP, DIV, ELU, ERF, EXP, MAC, MAX, MIX, MUL, PRELU, SCALE, SIGMOID, SUB, TANH, WHERE,
} from './ops';

/** The functions of a alone. */
// @ts-ignore: decorator
@inline
function unary(op: i32, axis: usize, out: usize, a: usize, p: v128, q: v128, bytes: i32): void {
  const so = load<i32>(axis, 4), sa = load<i32>(axis, 8);
  for (let row = load<i32>(axis); row > 0; row--) {
    const end = out + bytes;
    for (let o = out, x = a; o < end; o += 16, x += 16) v128.store(o, apply(op, v128.load(x), p, p, p, q));
    out += so;
    a += sa;
  }
}

/** Those of a and b, and, where `onto` is set, of what is there. */
// @ts-ignore: decorator
@inline
function binary(
  op: i32, onto: bool, axis: usize, out: usize, a: usize, b: usize, p: v128, q: v128, bytes: i32, sb: i32,
): void {
  const so = load<i32>(axis, 4), sa = load<i32>(axis, 8), step = load<i32>(axis, 12);
  let rows = load<i32>(axis);
  // short rows, all with the same b: registers hold it as often as it fits
  if (sb && step == 0 && so == bytes && sa == bytes && (bytes == 16 || bytes == 32 || bytes == 64)) {
    const last = bytes - 16;
    const y0 = v128.load(b), y1 = v128.load(b + (16 & last)), y2 = v128.load(b + (32 & last));
    const y3 = v128.load(b + (48 & last));
    const end = out + rows * bytes;
    for (; out + 48 < end; out += 64, a += 64) {
      v128.store(out, apply(op, v128.load(a), y0, onto ? v128.load(out) : p, p, q));
      v128.store(out, apply(op, v128.load(a, 16), y1, onto ? v128.load(out, 16) : p, p, q), 16);
      v128.store(out, apply(op, v128.load(a, 32), y2, onto ? v128.load(out, 32) : p, p, q), 32);
      v128.store(out, apply(op, v128.load(a, 48), y3, onto ? v128.load(out, 48) : p, p, q), 48);
    }
    rows = <i32>(end - out) / bytes;
  }
  for (; rows > 0; rows--) {
    const end = out + bytes;
    let o = out, x = a;
    if (sb) {
      let y = b;
      for (; o + 48 < end; o += 64, x += 64, y += 64) {
        v128.store(o, apply(op, v128.load(x), v128.load(y), onto ? v128.load(o) : p, p, q));
        v128.store(o, apply(op, v128.load(x, 16), v128.load(y, 16), onto ? v128.load(o, 16) : p, p, q), 16);
        v128.store(o, apply(op, v128.load(x, 32), v128.load(y, 32), onto ? v128.load(o, 32) : p, p, q), 32);
        v128.store(o, apply(op, v128.load(x, 48), v128.load(y, 48), onto ? v128.load(o, 48) : p, p, q), 48);
      }
      for (; o < end; o += 16, x += 16, y += 16)
        v128.store(o, apply(op, v128.load(x), v128.load(y), onto ? v128.load(o) : p, p, q));
    } else {
      const y = v128.load32_splat(b);
      for (; o < end; o += 16, x += 16) v128.store(o, apply(op, v128.load(x), y, onto ? v128.load(o) : p, p, q));
    }
    out += so;
    a += sa;
    b += step;
  }
}

/** Maps `bytes` of contiguous numbers, once for each position along the axis described at `axis`. */
export function sweep(
  op: i32, axis: usize, out: usize, a: usize, b: usize, p: v128, q: v128, bytes: i32, sb: i32,
): void {
  switch (op) {
    case ADD: return binary(ADD, false, axis, out, a, b, p, q, bytes, sb);
    case SUB: return binary(SUB, false, axis, out, a, b, p, q, bytes, sb);
    case MUL: return binary(MUL, false, axis, out, a, b, p, q, bytes, sb);
    case DIV: return binary(DIV, false, axis, out, a, b, p, q, bytes, sb);
    case MIX: return binary(MIX, false, axis, out, a, b, p, q, bytes, sb);
    case PRELU: return binary(PRELU, false, axis, out, a, b, p, q, bytes, sb);
    case MAX: return binary(MAX, false, axis, out, a, b, p, q, bytes, sb);
    case MAC: return binary(MAC, true, axis, out, a, b, p, q, bytes, sb);
    case WHERE: return binary(WHERE, true, axis, out, a, b, p, q, bytes, sb);
    case BLEND: return binary(BLEND, true, axis, out, a, b, p, q, bytes, sb);
    case SCALE: return unary(SCALE, axis, out, a, p, q, bytes);
    case CLIP: return unary(CLIP, axis, out, a, p, q, bytes);
    case TANH: return unary(TANH, axis, out, a, p, q, bytes);
    case SIGMOID: return unary(SIGMOID, axis, out, a, p, q, bytes);
    case EXP: return unary(EXP, axis, out, a, p, q, bytes);
    case ERF: return unary(ERF, axis, out, a, p, q, bytes);
    case ELU: return unary(ELU, axis, out, a, p, q, bytes);
  }
}

/** Whether `sweep` has a loop for a function: those that models apply to whole images. */
export function sweeps(op: i32): bool {
  return (
    (op >= ADD && op <= SCALE) || op == CLIP || op == TANH || op == SIGMOID || op == MAX || op == MAC || op == WHERE ||
    op == EXP || op == ERF || op == ELU || op == BLEND
  );
}
