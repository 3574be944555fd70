import { ADD, DIV, EXP, MAC, MAX, MIN, MUL, SCALE, SQRT, SUB } from '../kernels/ops';
import type { Plan } from '../plan';
import type { Operator, Site } from '../site';
import { axisOf, elements, values, type Tensor } from '../tensor';
import { perChannel } from './batch';
import { combine } from './combine';

/**
 * The axes of a reduction: an input in newer versions of ONNX, an attribute in older ones; all axes if none are given.
 */
function axesOf(site: Site, x: Tensor, list: Tensor | undefined): number[] {
  const axes = site.listOr('axes', list) ?? [];
  if (!axes.length && !site.number('noop_with_empty_axes', 0)) return x.shape.map((_, axis) => axis);
  return axes.map((axis) => axisOf(axis, x.shape.length));
}

function count(x: Tensor, axes: number[]): number {
  return elements(axes.map((axis) => x.shape[axis]!));
}

const reduce =
  (op: number, finish?: 'mean' | 'sqrt'): Operator =>
  (site, x, list) => {
    const { plan } = site;
    const axes = axesOf(site, x, list);
    let out = combine(plan, op, x, axes);
    if (finish === 'mean') out = plan.map(SCALE, out, out, 1 / count(x, axes));
    if (finish === 'sqrt') out = plan.map(SQRT, out);
    return site.number('keepdims', 1)
      ? out
      : plan.reshape(
          out,
          x.shape.filter((_, axis) => !axes.includes(axis)),
        );
  };

/** (x - mean) / sqrt(variance + epsilon), both over some axes. */
function normalise(plan: Plan, x: Tensor, axes: number[], epsilon: number): Tensor {
  const share = 1 / count(x, axes);
  const sum = combine(plan, ADD, x, axes);
  const centred = plan.map(SUB, x, plan.map(SCALE, sum, sum, share));
  const squares = combine(plan, MAC, centred, axes);
  return plan.map(DIV, centred, plan.map(SQRT, plan.map(SCALE, squares, squares, share, epsilon)));
}

/** Whether a factor or a term is missing or changes nothing: exporters write ones and zeros for missing ones. */
function idle(x: Tensor | undefined, neutral: number): boolean {
  return !x || Boolean(x.store.data && values(x).every((value) => value === neutral));
}

function affine(plan: Plan, x: Tensor, gain: Tensor | undefined, offset: Tensor | undefined): Tensor {
  const scaled = idle(gain, 1) ? x : plan.map(MUL, x, gain);
  return idle(offset, 0) ? scaled : plan.map(ADD, scaled, offset);
}

const instanceNormalization: Operator = (site, x, gain, offset) => {
  const { plan } = site;
  const axes = x.shape.map((_, axis) => axis).slice(2);
  const rank = x.shape.length;
  return affine(
    plan,
    normalise(plan, x, axes, site.number('epsilon', 1e-5)),
    perChannel(plan, gain, rank),
    perChannel(plan, offset, rank),
  );
};

const groupNormalization: Operator = (site, x, gain, offset) => {
  const { plan } = site;
  const [n, c, ...rest] = x.shape as [number, number, ...number[]];
  const groups = site.number('num_groups', 1);
  const each = c / groups;
  const parts = plan.reshape(x, [n, groups, each, ...rest]);
  const normal = normalise(plan, parts, parts.shape.map((_, axis) => axis).slice(2), site.number('epsilon', 1e-5));
  // version 18 has a factor for each group, version 21 for each channel
  const factor = (vector: Tensor): Tensor =>
    plan.reshape(vector, [groups, elements(vector.shape) / groups, ...rest.map(() => 1)]);
  return plan.reshape(affine(plan, normal, factor(gain), factor(offset)), x.shape);
};

const layerNormalization: Operator = (site, x, gain, offset) => {
  const first = axisOf(site.number('axis', -1), x.shape.length);
  const axes = x.shape.map((_, axis) => axis).slice(first);
  return affine(site.plan, normalise(site.plan, x, axes, site.number('epsilon', 1e-5)), gain, offset);
};

const softmax: Operator = (site, x) => {
  const { plan } = site;
  // before version 13 the axes from `axis` on were flattened into one
  const axis = axisOf(site.number('axis', site.graph.opset < 13 ? 1 : -1), x.shape.length);
  const axes = site.graph.opset < 13 ? x.shape.map((_, i) => i).slice(axis) : [axis];
  const powers = plan.map(EXP, plan.map(SUB, x, combine(plan, MAX, x, axes)));
  return plan.map(DIV, powers, combine(plan, ADD, powers, axes));
};

/** Operators that combine elements along axes. */
export const REDUCTIONS: Record<string, Operator> = {
  ReduceSum: reduce(ADD),
  ReduceMean: reduce(ADD, 'mean'),
  ReduceMax: reduce(MAX),
  ReduceMin: reduce(MIN),
  ReduceProd: reduce(MUL),
  ReduceSumSquare: reduce(MAC),
  ReduceL2: reduce(MAC, 'sqrt'),
  InstanceNormalization: instanceNormalization,
  GroupNormalization: groupNormalization,
  LayerNormalization: layerNormalization,
  Softmax: softmax,
};
