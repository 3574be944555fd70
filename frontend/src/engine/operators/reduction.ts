import { ABS, ADD, EXP, LOG, MAC, MAX, MIN, MUL, SCALE, SQRT, SUB, TRUNC } from '../kernels/ops';
import type { Plan } from '../plan';
import type { Operator, Site } from '../site';
import { axisOf, BOOL, elements, scalar, type Tensor } from '../tensor';
import { combine } from './combine';

/**
 * The axes of a reduction: an input in newer versions of ONNX, an attribute in older ones; all axes if none are given.
 */
function axesOf(site: Site, x: Tensor, list: Tensor | undefined): number[] {
  const axes = site.listOr('axes', list) ?? [];
  if (!axes.length && !site.number('noop_with_empty_axes', 0)) return x.shape.map((_, axis) => axis);
  return axes.map((axis) => axisOf(axis, x.shape.length));
}

/** The number of elements along some axes. */
export function extent(x: Tensor, axes: number[]): number {
  return elements(axes.map((axis) => x.shape[axis]!));
}

/** Combines the elements along some axes, which are kept with size 1. */
type Reduction = (plan: Plan, x: Tensor, axes: number[]) => Tensor;

const by =
  (op: number, before?: number, after?: number): Reduction =>
  (plan, x, axes) => {
    const out = combine(plan, op, before === undefined ? x : plan.map(before, x), axes);
    return after === undefined ? out : plan.map(after, out);
  };

const mean: Reduction = (plan, x, axes) => {
  const sum = combine(plan, ADD, x, axes);
  const share = plan.map(SCALE, sum, sum, 1 / extent(x, axes));
  return x.type ? plan.map(TRUNC, share) : share;
};

/** The largest truth value of none is false. */
const largest: Reduction = (plan, x, axes) =>
  x.type === BOOL && !elements(x.shape) ? combine(plan, ADD, x, axes) : combine(plan, MAX, x, axes);

/** ln sum e^x, shifted by the largest element against overflow. */
const logSumExp: Reduction = (plan, x, axes) => {
  const most = combine(plan, MAX, x, axes);
  const shift = finite(plan, most);
  return plan.map(ADD, plan.map(LOG, combine(plan, ADD, plan.map(EXP, plan.map(SUB, x, shift)), axes)), shift);
};

/** An infinite shift would leave NaN. */
function finite(plan: Plan, x: Tensor): Tensor {
  const most = 3.4028234e38;
  return plan.map(MAX, plan.map(MIN, x, scalar(most)), scalar(-most));
}

const reduce =
  (reduction: Reduction): Operator =>
  (site, x, list) => {
    const axes = axesOf(site, x, list);
    const out = { ...reduction(site.plan, x, axes), type: x.type };
    return site.number('keepdims', 1)
      ? out
      : site.plan.reshape(
          out,
          x.shape.filter((_, axis) => !axes.includes(axis)),
        );
  };

/** Operators that combine the elements along axes. */
export const REDUCTIONS: Record<string, Operator> = {
  ReduceL1: reduce(by(ADD, ABS)),
  ReduceL2: reduce(by(MAC, undefined, SQRT)),
  ReduceLogSum: reduce(by(ADD, undefined, LOG)),
  ReduceLogSumExp: reduce(logSumExp),
  ReduceMax: reduce(largest),
  ReduceMean: reduce(mean),
  ReduceMin: reduce(by(MIN)),
  ReduceProd: reduce(by(MUL)),
  ReduceSum: reduce(by(ADD)),
  ReduceSumSquare: reduce(by(MAC)),
};
