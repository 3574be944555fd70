import { ABS, COPY, EQUAL, LESS, LESS_EQUAL, MAX, MUL, SCALE, SUB, WHERE } from '../kernels/ops';
import type { Plan } from '../plan';
import type { Operator } from '../site';
import { BOOL, broadcast, elements, scalar, type Tensor } from '../tensor';

/** Truth values are 0 and 1. */
const truth = (x: Tensor): Tensor => ({ ...x, type: BOOL });

export function compare(plan: Plan, op: number, a: Tensor, b: Tensor): Tensor {
  return truth(plan.map(op, a, b));
}

export function negate(plan: Plan, x: Tensor): Tensor {
  return truth(plan.map(SCALE, x, x, -1, 1));
}

/** Whether each element differs from 0. */
export function nonZero(plan: Plan, x: Tensor): Tensor {
  return negate(plan, compare(plan, EQUAL, x, scalar(0)));
}

/** `yes` where the condition holds, and `no` elsewhere. */
export function choose(plan: Plan, condition: Tensor, yes: Tensor, no: Tensor): Tensor {
  const shape = broadcast(condition.shape, yes.shape, no.shape);
  const like = [no, yes, condition].find((x) => elements(x.shape) === elements(shape)) ?? no;
  const out = plan.into(plan.allocateLike(like, shape, yes.type), COPY, no);
  return plan.into(out, WHERE, condition, yes);
}

const comparison =
  (op: number, swapped = false): Operator =>
  ({ plan }, a, b) =>
    swapped ? compare(plan, op, b, a) : compare(plan, op, a, b);

const isInfinite: Operator = (site, x) => {
  const { plan } = site;
  const positive = site.number('detect_positive', 1);
  const negative = site.number('detect_negative', 1);
  if (positive && negative) return compare(plan, EQUAL, plan.map(ABS, x), scalar(Infinity));
  return compare(plan, EQUAL, x, scalar(positive ? Infinity : negative ? -Infinity : NaN));
};

const sign: Operator = ({ plan }, x) => plan.map(SUB, plan.map(LESS, scalar(0), x), plan.map(LESS, x, scalar(0)));

export const LOGIC: Record<string, Operator> = {
  Equal: comparison(EQUAL),
  Less: comparison(LESS),
  LessOrEqual: comparison(LESS_EQUAL),
  Greater: comparison(LESS, true),
  GreaterOrEqual: comparison(LESS_EQUAL, true),
  And: comparison(MUL),
  Or: comparison(MAX),
  Xor: ({ plan }, a, b) => truth(plan.map(ABS, plan.map(SUB, a, b))),
  Not: ({ plan }, x) => negate(plan, x),
  IsNaN: ({ plan }, x) => negate(plan, compare(plan, EQUAL, x, x)),
  IsInf: isInfinite,
  Sign: (site, x) => ({ ...(sign(site, x) as Tensor), type: x.type }),
  Where: ({ plan }, condition, yes, no) => choose(plan, condition, yes, no),
};
