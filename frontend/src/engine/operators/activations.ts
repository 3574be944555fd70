import {
  ABS,
  ADD,
  DIV,
  ELU,
  ERF,
  HARDSIGMOID,
  LESS,
  MUL,
  PRELU,
  SCALE,
  SIGMOID,
  SOFTPLUS,
  SUB,
  TANH,
} from '../kernels/ops';
import type { Operator } from '../site';
import { elements, scalar, type Tensor } from '../tensor';
import { perChannel } from './batch';
import { choose, compare } from './logic';

/** Elementwise functions with two parameters, which are attributes with defaults. */
const withParameters =
  (op: number, [p, first]: [string, number], [q, second]: [string, number] = ['', 0]): Operator =>
  (site, x) =>
    site.plan.map(op, x, x, site.number(p, first), site.number(q, second));

/** x * f(x), where f is ONNX's HardSigmoid with alpha = 1/6 and beta = 0.5. */
const hardSwish: Operator = ({ plan }, x) => plan.map(MUL, plan.map(HARDSIGMOID, x, x, 1 / 6, 0.5), x);

const gelu: Operator = (site, x) => {
  const { plan } = site;
  if (site.text('approximate', 'none') === 'tanh') {
    // 0.5 (1 + tanh u) is sigmoid(2 u)
    const square = plan.map(MUL, x, x);
    const inner = plan.map(MUL, plan.map(SCALE, square, square, 0.0713548162726, 1.5957691216057), x);
    return plan.map(MUL, plan.map(SIGMOID, inner), x);
  }
  const half = plan.map(ERF, plan.map(SCALE, x, x, Math.SQRT1_2));
  return plan.map(MUL, plan.map(SCALE, half, half, 0.5, 0.5), x);
};

/** alpha (e^(x / alpha) - 1) for negative numbers. */
const celu: Operator = (site, x) => {
  const alpha = site.number('alpha', 1);
  const scaled = site.plan.map(SCALE, x, x, 1 / alpha);
  return site.plan.map(ELU, scaled, scaled, 1, alpha);
};

const swish: Operator = (site, x) => {
  const { plan } = site;
  return plan.map(MUL, x, plan.map(SIGMOID, plan.map(SCALE, x, x, site.number('alpha', 1))));
};

const thresholdedRelu: Operator = (site, x) =>
  choose(site.plan, compare(site.plan, LESS, scalar(site.number('alpha', 1)), x), x, scalar(0));

const shrink: Operator = (site, x) => {
  const { plan } = site;
  const [bias, lambda] = [site.number('bias', 0), site.number('lambd', 0.5)];
  const above = choose(plan, compare(plan, LESS, scalar(lambda), x), plan.map(SUB, x, scalar(bias)), scalar(0));
  return choose(plan, compare(plan, LESS, x, scalar(-lambda)), plan.map(ADD, x, scalar(bias)), above);
};

const prelu: Operator = ({ plan, graph }, x, slopes) =>
  // before version 7 the slopes were one for each channel
  plan.map(PRELU, x, graph.opset < 7 && elements(slopes.shape) > 1 ? perChannel(plan, slopes, x.shape.length) : slopes);

const softsign: Operator = ({ plan }, x) => {
  const size = plan.map(ABS, x);
  return plan.map(DIV, x, plan.map(SCALE, size, size, 1, 1));
};

const mish: Operator = ({ plan }, x): Tensor => plan.map(MUL, x, plan.map(TANH, plan.map(SOFTPLUS, x)));

export const ACTIVATIONS: Record<string, Operator> = {
  Celu: celu,
  Elu: withParameters(ELU, ['alpha', 1], ['', 1]),
  Gelu: gelu,
  HardSigmoid: withParameters(HARDSIGMOID, ['alpha', 0.2], ['beta', 0.5]),
  HardSwish: hardSwish,
  Mish: mish,
  PRelu: prelu,
  Selu: withParameters(ELU, ['alpha', 1.6732632], ['gamma', 1.050701]),
  Shrink: shrink,
  Softsign: softsign,
  Swish: swish,
  ThresholdedRelu: thresholdedRelu,
};
