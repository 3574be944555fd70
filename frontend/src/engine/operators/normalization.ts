import { ABS, ADD, COPY, DIV, EQUAL, MAC, MUL, POW, SCALE, SQRT, SUB } from '../kernels/ops';
import type { Plan } from '../plan';
import type { Operator, Site } from '../site';
import { axisOf, elements, scalar, slice, values, type Tensor } from '../tensor';
import { perChannel } from './batch';
import { accumulate, combine } from './combine';
import { choose, compare } from './logic';
import { pad } from './padding';
import { extent } from './reduction';

interface Normal {
  out: Tensor;
  mean: Tensor;
  deviation: Tensor;
}

/** (x - mean) / sqrt(variance + epsilon), both over some axes; `spread` may give them another layout. */
function standardise(plan: Plan, x: Tensor, axes: number[], epsilon: number, spread = (one: Tensor) => one): Normal {
  const share = 1 / extent(x, axes);
  const sum = combine(plan, ADD, x, axes);
  const mean = spread(plan.map(SCALE, sum, sum, share));
  const centred = plan.map(SUB, x, mean);
  const squares = combine(plan, MAC, centred, axes);
  const deviation = spread(plan.map(SQRT, plan.map(SCALE, squares, squares, share, epsilon)));
  return { out: plan.map(DIV, centred, deviation), mean, deviation };
}

function normalise(plan: Plan, x: Tensor, axes: number[], epsilon: number): Tensor {
  return standardise(plan, x, axes, epsilon).out;
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
  const axes = parts.shape.map((_, axis) => axis).slice(2);
  // a value for each channel: rows of all channels are longer than those of a group
  const perChannel = [n, groups, each, ...rest.map(() => 1)];
  const spread = (x: Tensor): Tensor => plan.into(plan.allocate(perChannel), COPY, x);
  const normal = standardise(plan, parts, axes, site.number('epsilon', 1e-5), spread).out;
  // version 18 has a factor for each group, version 21 for each channel
  const factor = (vector: Tensor): Tensor =>
    plan.reshape(vector, [groups, elements(vector.shape) / groups, ...rest.map(() => 1)]);
  return plan.reshape(affine(plan, normal, factor(gain), factor(offset)), x.shape);
};

/** The axes from the node's `axis` on. */
function axesFrom(site: Site, x: Tensor): number[] {
  const first = axisOf(site.number('axis', -1), x.shape.length);
  return x.shape.map((_, axis) => axis).slice(first);
}

const layerNormalization: Operator = (site, x, gain, offset) => {
  const { plan, node } = site;
  const { out, mean, deviation } = standardise(plan, x, axesFrom(site, x), site.number('epsilon', 1e-5));
  const inverse = node.outputs[2] ? [plan.map(DIV, scalar(1), deviation)] : [];
  return [affine(plan, out, gain, offset), mean, ...inverse];
};

/** x / sqrt(mean of squares + epsilon). */
const rmsNormalization: Operator = (site, x, gain) => {
  const { plan } = site;
  const axes = axesFrom(site, x);
  const squares = combine(plan, MAC, x, axes);
  const size = plan.map(SQRT, plan.map(SCALE, squares, squares, 1 / extent(x, axes), site.number('epsilon', 1e-5)));
  return affine(plan, plan.map(DIV, x, size), gain, undefined);
};

const meanVarianceNormalization: Operator = (site, x) => normalise(site.plan, x, site.list('axes') ?? [0, 2, 3], 1e-9);

/** A row of zeros stays one. */
const lpNormalization: Operator = (site, x) => {
  const { plan } = site;
  const axis = axisOf(site.number('axis', -1), x.shape.length);
  const size =
    site.number('p', 2) === 1
      ? combine(plan, ADD, plan.map(ABS, x), [axis])
      : plan.map(SQRT, combine(plan, MAC, x, [axis]));
  return plan.map(DIV, x, choose(plan, compare(plan, EQUAL, size, scalar(0)), scalar(1), size));
};

/** x / (bias + alpha * mean of the squares of nearby channels) ^ beta. */
const localResponse: Operator = (site, x) => {
  const { plan } = site;
  const size = site.number('size', 1);
  const [before, after] = [Math.floor, Math.ceil].map((round) =>
    x.shape.map((_, axis) => (axis === 1 ? round((size - 1) / 2) : 0)),
  ) as [number[], number[]];
  const padded = pad(plan, plan.map(MUL, x, x), before, after);
  const sum = plan.into(plan.allocateLike(x), COPY, slice(padded, 1, 0, x.shape[1]!));
  for (let tap = 1; tap < size; tap++) accumulate(plan, sum, ADD, slice(padded, 1, tap, x.shape[1]!));
  const base = plan.map(SCALE, sum, sum, site.number('alpha', 1e-4) / size, site.number('bias', 1));
  return plan.map(DIV, x, plan.map(POW, base, scalar(site.number('beta', 0.75))));
};

export const NORMALIZATIONS: Record<string, Operator> = {
  GroupNormalization: groupNormalization,
  InstanceNormalization: instanceNormalization,
  LRN: localResponse,
  LayerNormalization: layerNormalization,
  LpNormalization: lpNormalization,
  MeanVarianceNormalization: meanVarianceNormalization,
  RMSNormalization: rmsNormalization,
};
