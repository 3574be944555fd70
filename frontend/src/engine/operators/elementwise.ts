import { CLIP, DIV, PRELU, TRUNC } from '../kernels/ops';
import type { Operator } from '../site';
import { scalar, type Tensor } from '../tensor';

export const unary =
  (op: number, p = 0, q = 0): Operator =>
  (site, x) =>
    site.plan.map(op, x, x, p, q);

/** Two or more tensors, combined from left to right. */
export const binary =
  (op: number): Operator =>
  ({ plan }, first, ...rest) =>
    rest.reduce((left, right) => plan.map(op, left, right), first);

export const divide: Operator = ({ plan }, a, b) => {
  const quotient = plan.map(DIV, a, b);
  return quotient.integer ? plan.map(TRUNC, quotient) : quotient;
};

export const clip: Operator = (site, x, low, high) => {
  const bound = (input: Tensor | undefined, name: string, otherwise: number): number =>
    input ? site.numbers(input)[0]! : site.number(name, otherwise);
  return site.plan.map(CLIP, x, x, bound(low, 'min', -Infinity), bound(high, 'max', Infinity));
};

export const leakyRelu: Operator = (site, x) => site.plan.map(PRELU, x, scalar(site.number('alpha', 0.01)));

/** Integer types drop the fraction; a float accepts any value. */
export const cast: Operator = (site, x) => {
  const type = site.number('to', 1);
  if ([1, 10, 11, 16].includes(type)) return { ...x, integer: false };
  return { ...(x.integer ? x : site.plan.map(TRUNC, x)), integer: true };
};
