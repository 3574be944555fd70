import {
  ABS,
  ACOS,
  ACOSH,
  ADD,
  ASIN,
  ASINH,
  ATAN,
  ATANH,
  CEIL,
  COS,
  COSH,
  DIV,
  ERF,
  EXP,
  FLOOR,
  FMOD,
  LOG,
  MAX,
  MIN,
  MOD,
  MUL,
  POW,
  ROUND,
  SCALE,
  SIN,
  SINH,
  SOFTPLUS,
  SQRT,
  TAN,
} from '../kernels/ops';
import type { Operator } from '../site';
import { broadcast, elements, scalar, type Tensor } from '../tensor';
import { binary, clip, unary } from './elementwise';

/** The remainder of a division, with the sign of the divisor or, with `fmod`, of the dividend. */
const modulo: Operator = (site, a, b) => site.plan.map(site.number('fmod', 0) ? FMOD : MOD, a, b);

/** Small whole powers are products, which are much faster. */
const power: Operator = ({ plan }, x, exponent) => {
  const value = exponent.store.data && elements(exponent.shape) === 1 ? exponent.store.data[exponent.offset]! : NaN;
  let out: Tensor = { ...x, shape: broadcast(x.shape, exponent.shape) };
  if (`${out.shape}` === `${x.shape}` && Number.isInteger(value) && value > 0 && value <= 4) {
    for (let i = 1; i < value; i++) out = plan.map(MUL, out, x);
    return out;
  }
  return { ...plan.map(POW, x, exponent), type: x.type };
};

/** The bounds may be computed while the model runs. */
const clamp: Operator = (site, x, low, high) => {
  if ([low, high].every((bound) => !bound || (bound.store.data && elements(bound.shape) === 1)))
    return clip(site, x, low, high);
  const { plan } = site;
  const raised = low ? plan.map(MAX, x, low) : x;
  return high ? plan.map(MIN, raised, high) : raised;
};

const mean: Operator = (site, ...all) => {
  const sum = binary(ADD)(site, ...all) as Tensor;
  return site.plan.map(SCALE, sum, sum, 1 / all.length);
};

export const FUNCTIONS: Record<string, Operator> = {
  Abs: unary(ABS),
  Acos: unary(ACOS),
  Acosh: unary(ACOSH),
  Asin: unary(ASIN),
  Asinh: unary(ASINH),
  Atan: unary(ATAN),
  Atanh: unary(ATANH),
  Ceil: unary(CEIL),
  Clip: clamp,
  Cos: unary(COS),
  Cosh: unary(COSH),
  Erf: unary(ERF),
  Exp: unary(EXP),
  Floor: unary(FLOOR),
  Log: unary(LOG),
  Max: binary(MAX),
  Mean: mean,
  Min: binary(MIN),
  Mod: modulo,
  Pow: power,
  Reciprocal: ({ plan }, x) => plan.map(DIV, scalar(1), x),
  Round: unary(ROUND),
  Sin: unary(SIN),
  Sinh: unary(SINH),
  Softplus: unary(SOFTPLUS),
  Sqrt: unary(SQRT),
  Sum: binary(ADD),
  Tan: unary(TAN),
};
