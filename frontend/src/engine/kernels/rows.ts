// Rows of a map: its two innermost axes, where the inner one is contiguous and has a multiple of four numbers. One loop
// for each frequent function, since choosing the function for every four numbers takes longer than the function.

import { apply } from './apply';
import { ADD, BLEND, MAC, MIX, MUL, PRELU, SCALE } from './ops';

// @ts-ignore: decorator
@inline
function loop(op: i32, axis: usize, out: usize, a: usize, b: usize, p: v128, q: v128, bytes: i32, sb: i32): void {
  for (let row = load<i32>(axis); row > 0; row--) {
    const end = out + bytes;
    let o = out, x = a;
    if (sb) {
      let y = b;
      for (; o < end; o += 16, x += 16, y += 16)
        v128.store(o, apply(op, v128.load(x), v128.load(y), v128.load(o), p, q));
    } else {
      const y = v128.load32_splat(b);
      for (; o < end; o += 16, x += 16) v128.store(o, apply(op, v128.load(x), y, v128.load(o), p, q));
    }
    out += load<i32>(axis, 4);
    a += load<i32>(axis, 8);
    b += load<i32>(axis, 12);
  }
}

/** Maps `bytes` of contiguous numbers, once for each position along the axis described at `axis`. */
export function sweep(
  op: i32, axis: usize, out: usize, a: usize, b: usize, p: v128, q: v128, bytes: i32, sb: i32,
): void {
  switch (op) {
    case ADD: return loop(ADD, axis, out, a, b, p, q, bytes, sb);
    case MUL: return loop(MUL, axis, out, a, b, p, q, bytes, sb);
    case MIX: return loop(MIX, axis, out, a, b, p, q, bytes, sb);
    case PRELU: return loop(PRELU, axis, out, a, b, p, q, bytes, sb);
    case SCALE: return loop(SCALE, axis, out, a, b, p, q, bytes, sb);
    case MAC: return loop(MAC, axis, out, a, b, p, q, bytes, sb);
    case BLEND: return loop(BLEND, axis, out, a, b, p, q, bytes, sb);
  }
}

/** Whether `sweep` has a loop for a function. */
export function sweeps(op: i32): bool {
  return op == ADD || op == MUL || op == MIX || op == PRELU || op == SCALE || op == MAC || op == BLEND;
}
