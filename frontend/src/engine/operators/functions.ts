import {
  ABS,
  DIV,
  ERF,
  EXP,
  FLOOR,
  HARDSIGMOID,
  LOG,
  MIX,
  MUL,
  SCALE,
  SIGMOID,
  SQRT,
  SUB,
  TRUNC,
  WHERE,
} from '../kernels/ops';
import type { Operator } from '../site';
import { elements } from '../tensor';

/** Elementwise functions with two parameters, which are attributes with defaults. */
export const withParameters =
  (op: number, [p, first]: [string, number], [q, second]: [string, number] = ['', 0]): Operator =>
  (site, x) =>
    site.plan.map(op, x, x, site.number(p, first), site.number(q, second));

/** The remainder of a division, with the sign of the divisor or, with `fmod`, of the dividend. */
export const modulo: Operator = (site, a, b) => {
  const { plan } = site;
  const whole = plan.map(site.number('fmod', 0) ? TRUNC : FLOOR, plan.map(DIV, a, b));
  return plan.map(SUB, a, plan.map(MUL, whole, b));
};

/** x * f(x), where f is ONNX's HardSigmoid with alpha = 1/6 and beta = 0.5. */
export const hardSwish: Operator = ({ plan }, x) => plan.map(MUL, plan.map(HARDSIGMOID, x, x, 1 / 6, 0.5), x);

export const gelu: Operator = (site, x) => {
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

export const power: Operator = (site, x, exponent) => {
  const { plan } = site;
  const [value, ...others] = elements(exponent.shape) === 1 ? site.numbers(exponent) : [];
  if (value === undefined || others.length) return site.lacks('with one exponent per element');
  if (value === 0.5) return plan.map(SQRT, x);
  if (Number.isInteger(value) && value > 0 && value <= 8) {
    let out = x;
    for (let i = 1; i < value; i++) out = plan.map(MUL, out, x);
    return out;
  }
  const size = Number.isInteger(value) ? plan.map(ABS, x) : x;
  const out = plan.map(EXP, plan.map(SCALE, plan.map(LOG, size), size, value));
  if (value % 2 === 0 || !Number.isInteger(value)) return out;
  // an odd integer power keeps the sign
  return plan.map(MUL, out, plan.map(DIV, x, size));
};

export const where: Operator = ({ plan }, condition, yes, no) => {
  const out = plan.map(MIX, plan.map(SCALE, condition, condition, 0), plan.map(MIX, yes, no, 0, 1), 0, 1);
  return plan.into({ ...out, integer: yes.integer }, WHERE, condition, yes);
};
