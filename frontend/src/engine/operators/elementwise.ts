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
  (site, first, ...rest) => {
    // versions of ONNX before 7 have attributes that align the axes
    if (site.node.attributes.size) site.lacks('with the attributes of an old version');
    return rest.reduce((left, right) => site.plan.map(op, left, right), first);
  };

const quotient = binary(DIV);

export const divide: Operator = (site, a, b) => {
  const exact = quotient(site, a, b) as Tensor;
  return exact.type ? site.plan.map(TRUNC, exact) : exact;
};

export const clip: Operator = (site, x, low, high) => {
  const bound = (input: Tensor | undefined, name: string, otherwise: number): number =>
    input ? site.one(input) : site.number(name, otherwise);
  return site.plan.map(CLIP, x, x, bound(low, 'min', -Infinity), bound(high, 'max', Infinity));
};

export const leakyRelu: Operator = (site, x) => site.plan.map(PRELU, x, scalar(site.number('alpha', 0.01)));
