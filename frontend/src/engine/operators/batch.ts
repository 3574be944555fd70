import { ADD, DIV, MUL, SCALE, SQRT, SUB } from '../kernels/ops';
import type { Plan } from '../plan';
import type { Operator } from '../site';
import { elements, type Tensor } from '../tensor';

/** A vector with one number per channel, aligned with axis 1. */
export function perChannel(plan: Plan, vector: Tensor, rank: number): Tensor {
  return plan.reshape(vector, [elements(vector.shape), ...Array<number>(rank - 2).fill(1)]);
}

/** Normalises with the statistics of the training. After a linear layer it has already been folded into that. */
export const batchNormalization: Operator = (site, x, gain, offset, mean, variance) => {
  const { plan } = site;
  if (site.number('training_mode', 0)) site.lacks('with the statistics of the batch');
  const rank = x.shape.length;
  const deviation = plan.map(SQRT, plan.map(SCALE, variance, variance, 1, site.number('epsilon', 1e-5)));
  const scale = plan.map(DIV, gain, deviation);
  const shift = plan.map(SUB, offset, plan.map(MUL, mean, scale));
  return plan.map(ADD, plan.map(MUL, x, perChannel(plan, scale, rank)), perChannel(plan, shift, rank));
};
