import { ADD, BFLOAT, CLIP, DIV, FLOOR, MAX, MIN, MUL, ROUND, SCALE, SUB, TRUNC } from '../kernels/ops';
import { REAL } from '../onnx';
import type { Plan } from '../plan';
import type { Operator, Site } from '../site';
import { axisOf, BOOL, elements, scalar, type Tensor } from '../tensor';
import { combine } from './combine';
import { nonZero } from './logic';

/** The lowest value and the number of values of the integer types that are small enough to overflow. */
const NARROW: Record<number, [low: number, count: number]> = {
  2: [0, 2 ** 8],
  3: [-(2 ** 7), 2 ** 8],
  4: [0, 2 ** 16],
  5: [-(2 ** 15), 2 ** 16],
  21: [0, 2 ** 4],
  22: [-(2 ** 3), 2 ** 4],
  25: [0, 2 ** 2],
  26: [-2, 2 ** 2],
};
const UINT8 = 2;
const BFLOAT16 = 16;
/** 32 and 64 bits, whose values are exact up to 2^24. */
const WIDE = [6, 7, 12, 13];

/** Reduces integers to the range of a narrow type, as an overflow does. */
function wrap(plan: Plan, x: Tensor, [low, count]: [number, number]): Tensor {
  const turns = plan.map(FLOOR, plan.map(SCALE, x, x, 1 / count, -low / count));
  return plan.map(SUB, x, plan.map(SCALE, turns, turns, count));
}

function convert(site: Site, x: Tensor, to: number): Tensor {
  const { plan } = site;
  if (to === BFLOAT16) return { ...plan.map(BFLOAT, x), type: 0 };
  if (REAL.includes(to)) return { ...x, type: 0 };
  if (to === x.type) return x;
  if (to === BOOL) return nonZero(plan, x);
  const whole = x.type ? x : plan.map(TRUNC, x);
  const narrow = NARROW[to];
  if (!narrow && !WIDE.includes(to)) return site.lacks(`to the ONNX type ${to}`);
  return { ...(narrow && x.type !== BOOL ? wrap(plan, whole, narrow) : whole), type: to };
}

/** A scale or zero point, aligned with the blocks or the axis of `x`. */
function aligned(site: Site, x: Tensor, vector: Tensor): Tensor {
  if (site.number('block_size', 0)) site.lacks('with blocks');
  if (elements(vector.shape) === 1) return site.plan.reshape(vector, []);
  const axis = axisOf(site.number('axis', 1), x.shape.length);
  return site.plan.reshape(vector, [elements(vector.shape), ...x.shape.slice(axis + 1).map(() => 1)]);
}

const quantize: Operator = (site, x, scale, zero) => {
  const { plan } = site;
  const type = zero?.type || site.number('output_dtype', 0) || UINT8;
  const [low, count] = NARROW[type] ?? site.lacks(`to the ONNX type ${type}`);
  const steps = plan.map(ROUND, plan.map(DIV, x, aligned(site, x, scale)));
  const shifted = zero ? plan.map(ADD, steps, aligned(site, x, zero)) : steps;
  return { ...plan.map(CLIP, shifted, shifted, low, low + count - 1), type };
};

const dequantize: Operator = (site, x, scale, zero) => {
  const { plan } = site;
  const steps = zero ? plan.map(SUB, x, aligned(site, x, zero)) : x;
  return { ...plan.map(MUL, steps, aligned(site, x, scale)), type: 0 };
};

/** To bytes, with the scale and zero point for which the range of `x` just fits. */
const quantizeToRange: Operator = ({ plan }, x) => {
  const all = x.shape.map((_, axis) => axis);
  const bound = (op: number): Tensor => plan.map(op, plan.reshape(combine(plan, op, x, all), []), scalar(0));
  const [low, high] = [bound(MIN), bound(MAX)];
  const range = plan.map(SUB, high, low);
  const scale = plan.map(SCALE, range, range, 1 / 255);
  const place = plan.map(DIV, plan.map(SCALE, low, low, -1), scale);
  const zero = plan.map(ROUND, plan.map(CLIP, place, place, 0, 255));
  const steps = plan.map(ADD, plan.map(ROUND, plan.map(DIV, x, scale)), zero);
  return [{ ...plan.map(CLIP, steps, steps, 0, 255), type: UINT8 }, scale, { ...zero, type: UINT8 }];
};

export const TYPES: Record<string, Operator> = {
  Cast: (site, x) => convert(site, x, site.number('to', 1)),
  CastLike: (site, x, like) => convert(site, x, like.type || 1),
  QuantizeLinear: quantize,
  DequantizeLinear: dequantize,
  DynamicQuantizeLinear: quantizeToRange,
};
