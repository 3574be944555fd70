import type { Op } from '../plan';
import type { Operator } from '../site';
import { elements } from '../tensor';

/** Elementwise functions with two parameters, which are attributes with defaults. */
export const withParameters = (op: Op, [p, first]: [string, number], [q, second]: [string, number] = ['', 0]): Operator => (site, x) =>
  site.plan.map(op, x!, x, site.number(p, first), site.number(q, second));

/** x * f(x), f the hard sigmoid of ONNX's HardSwish. */
export const hardSwish: Operator = ({ plan }, x) => plan.map('mul', plan.map('hardsigmoid', x!, x, 1 / 6, 0.5), x);

export const gelu: Operator = (site, x) => {
  const { plan } = site;
  if (site.text('approximate', 'none') === 'tanh') {
    // 0.5 (1 + tanh u) is sigmoid(2 u)
    const square = plan.map('mul', x!, x);
    const inner = plan.map('mul', plan.map('scale', square, square, 0.0713548162726, 1.5957691216057), x);
    return plan.map('mul', plan.map('sigmoid', inner), x);
  }
  const half = plan.map('erf', plan.map('scale', x!, x, Math.SQRT1_2));
  return plan.map('mul', plan.map('scale', half, half, 0.5, 0.5), x);
};

export const power: Operator = (site, x, exponent) => {
  const { plan } = site;
  const [value, ...others] = elements(exponent!.shape) === 1 ? site.numbers(exponent!) : [];
  if (value === undefined || others.length) return site.lacks('with an exponent for each element');
  if (value === 0.5) return plan.map('sqrt', x!);
  if (Number.isInteger(value) && value > 0 && value <= 8) {
    let out = x!;
    for (let i = 1; i < value; i++) out = plan.map('mul', out, x);
    return out;
  }
  const size = Number.isInteger(value) ? plan.map('abs', x!) : x!;
  const out = plan.map('exp', plan.map('scale', plan.map('log', size), size, value));
  if (value % 2 === 0 || !Number.isInteger(value)) return out;
  // an odd whole power keeps the sign
  return plan.map('mul', out, plan.map('div', x!, size));
};

export const where: Operator = ({ plan }, condition, yes, no) => {
  const out = plan.map('mix', plan.map('scale', condition!, condition, 0), plan.map('mix', yes!, no, 0, 1), 0, 1);
  return plan.into({ ...out, integer: yes!.integer }, 'where', condition!, yes!);
};
