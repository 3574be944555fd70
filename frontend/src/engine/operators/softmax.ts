import { ADD, DIV, EXP, LOG, MAX, SUB } from '../kernels/ops';
import type { Plan } from '../plan';
import type { Operator, Site } from '../site';
import { axisOf, elements, type Tensor } from '../tensor';
import { combine } from './combine';
import { oneOf } from './ordering';

/** Before version 13 the axes from `axis` on were flattened into one. */
function axesOf(site: Site, x: Tensor): number[] {
  const old = site.graph.opset < 13;
  const axis = axisOf(site.number('axis', old ? 1 : -1), x.shape.length);
  return old ? [...x.shape.keys()].slice(axis) : [axis];
}

/** e^(x - max) / sum of the same, along some axes. */
export function softmaxOver(plan: Plan, x: Tensor, axes: number[]): Tensor {
  const powers = plan.map(EXP, plan.map(SUB, x, combine(plan, MAX, x, axes)));
  return plan.map(DIV, powers, combine(plan, ADD, powers, axes));
}

const logSoftmax: Operator = (site, x) => {
  const { plan } = site;
  const axes = axesOf(site, x);
  const shifted = plan.map(SUB, x, combine(plan, MAX, x, axes));
  return plan.map(SUB, shifted, plan.map(LOG, combine(plan, ADD, plan.map(EXP, shifted), axes)));
};

/** 1 at the largest element, the first of several, and 0 elsewhere. */
const hardmax: Operator = (site, x) => {
  const axes = axesOf(site, x);
  const flat = site.plan.reshape(x, [
    ...x.shape.slice(0, axes[0]),
    elements(axes.map((axis) => x.shape[axis]!)),
    ...x.shape.slice(axes.at(-1)! + 1),
  ]);
  return { ...site.plan.reshape(oneOf(site.plan, MAX, flat, axes[0]!), x.shape), type: 0 };
};

export const SOFTMAX: Record<string, Operator> = {
  Hardmax: hardmax,
  LogSoftmax: logSoftmax,
  Softmax: (site, x) => softmaxOver(site.plan, x, axesOf(site, x)),
};
