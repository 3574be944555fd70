import type { Op, Plan } from '../plan';
import { expand, scalar, type Tensor } from '../tensor';

const IDENTITIES = { add: 0, mac: 0, mul: 1, max: -Infinity, min: Infinity };
export type Combination = keyof typeof IDENTITIES;

/** Combines the elements along some axes, which stay, with size 1. */
export function combine(plan: Plan, op: Combination, x: Tensor, axes: number[]): Tensor {
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const out = plan.into(plan.allocateLike(x, shape), 'copy', scalar(IDENTITIES[op]));
  return accumulate(plan, out, op, x);
}

/** out = op(out, x), or out + x * x; `out` may have axes of size 1 that `x` runs along. */
export function accumulate(plan: Plan, out: Tensor, op: Op, x: Tensor): Tensor {
  const all = expand(out, x.shape);
  plan.into(all, op, op === 'mac' ? x : all, x);
  return out;
}
