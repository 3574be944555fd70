import { ADD, COPY, MAC, MAX, MIN, MUL } from '../kernels/ops';
import type { Plan } from '../plan';
import { expand, scalar, type Tensor } from '../tensor';

/** The initial value of each combination. */
const IDENTITIES: Record<number, number> = { [ADD]: 0, [MAC]: 0, [MUL]: 1, [MAX]: -Infinity, [MIN]: Infinity };

/** Rows with fewer elements than this are combined after everything else: the kernel is slow to end a row. */
const SHORT = 64;

/** Combines the elements along some axes, which are kept with size 1. */
export function combine(plan: Plan, op: number, x: Tensor, axes: number[]): Tensor {
  const last = rows(x, axes);
  const first = axes.filter((axis) => !last.includes(axis));
  if (!last.length || !first.some((axis) => x.shape[axis]! > 1)) return combineAtOnce(plan, op, x, axes);
  return combineAtOnce(plan, op === MAC ? ADD : op, combineAtOnce(plan, op, x, first), last);
}

/** The axes to be combined that are innermost in memory, if what they span is short and others are kept. */
function rows({ shape, strides }: Tensor, axes: number[]): number[] {
  const order = [...shape.keys()].filter((axis) => shape[axis]! > 1);
  order.sort((i, j) => Math.abs(strides[i]!) - Math.abs(strides[j]!));
  const kept = order.findIndex((axis) => !axes.includes(axis));
  const inner = order.slice(0, Math.max(0, kept));
  return inner.reduce((size, axis) => size * shape[axis]!, 1) < SHORT ? inner : [];
}

function combineAtOnce(plan: Plan, op: number, x: Tensor, axes: number[]): Tensor {
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
