import { ADD, COPY, MAC, MAX, MIN, MUL } from '../kernels/ops';
import type { Plan } from '../plan';
import { expand, scalar, type Tensor } from '../tensor';

/** The initial value of each combination. */
const IDENTITIES: Record<number, number> = { [ADD]: 0, [MAC]: 0, [MUL]: 1, [MAX]: -Infinity, [MIN]: Infinity };

/** Combines the elements along some axes, which are kept with size 1. */
export function combine(plan: Plan, op: number, x: Tensor, axes: number[]): Tensor {
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const out = plan.into(plan.allocateLike(x, shape), COPY, scalar(IDENTITIES[op]!));
  return accumulate(plan, out, op, x);
}

/** out = op(out, x), or out + x * x; `out` may have axes of size 1 that `x` runs along. */
export function accumulate(plan: Plan, out: Tensor, op: number, x: Tensor): Tensor {
  const all = expand(out, x.shape);
  plan.into(all, op, op === MAC ? x : all, x);
  return out;
}
