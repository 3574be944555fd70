import { EngineError } from '../errors';
import {
  ABS,
  ADD,
  CEIL,
  DIV,
  ELU,
  EQUAL,
  ERF,
  EXP,
  FLOOR,
  HARDSIGMOID,
  LESS,
  LOG,
  MAX,
  MIN,
  PRELU,
  ROUND,
  SCALE,
  SOFTPLUS,
  SQRT,
} from '../kernels/ops';
import type { Operator } from '../site';
import { binary, cast, unary } from './elementwise';
import { gelu, hardSwish, modulo, power, where, withParameters } from './functions';
import { anyProduct, withVectors } from './moving';
import { AFFINE as PLAIN_AFFINE, PLAIN, type Operators } from './plain';
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from './pooling';
import { gemm } from './product';
import { REDUCTIONS } from './reduction';
import { resize } from './resize';
import { anyConvolution } from './sliding';
import { depthToSpace, spaceToDepth, STRUCTURE } from './structure';

/** Affine in one input where the others are known. */
export const AFFINE: Operators = {
  ...PLAIN_AFFINE,
  Conv: anyConvolution,
  ConvTranspose: anyConvolution,
  Gemm: gemm(anyProduct),
  MatMul: withVectors(anyProduct),
  AveragePool: averagePool,
  GlobalAveragePool: globalAveragePool,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
};

/** Operators assume that their inputs exist and have the right rank; this checks both first. */
const named =
  (operator: Operator): Operator =>
  (site, ...inputs) => {
    try {
      return operator(site, ...inputs);
    } catch (error) {
      if (error instanceof EngineError) throw error;
      return site.fail('its inputs or attributes do not fit this operator.');
    }
  };

/** All ONNX operators that this engine supports. */
export const OPERATORS: Operators = Object.fromEntries(
  Object.entries<Operator>({
    ...PLAIN,
    ...AFFINE,
    ...STRUCTURE,
    Cast: cast,
    ...REDUCTIONS,
    MaxPool: maxPool,
    GlobalMaxPool: globalMaxPool,
    Resize: resize,
    Upsample: resize,
    Max: binary(MAX),
    Min: binary(MIN),
    Sum: binary(ADD),
    Equal: binary(EQUAL),
    Less: binary(LESS),
    PRelu: binary(PRELU),
    Where: where,
    Pow: power,
    Mod: modulo,
    Elu: withParameters(ELU, ['alpha', 1], ['', 1]),
    Selu: withParameters(ELU, ['alpha', 1.6732632], ['gamma', 1.050701]),
    HardSigmoid: withParameters(HARDSIGMOID, ['alpha', 0.2], ['beta', 0.5]),
    HardSwish: hardSwish,
    Gelu: gelu,
    Erf: unary(ERF),
    Exp: unary(EXP),
    Log: unary(LOG),
    Sqrt: unary(SQRT),
    Abs: unary(ABS),
    Floor: unary(FLOOR),
    Ceil: unary(CEIL),
    Round: unary(ROUND),
    Softplus: unary(SOFTPLUS),
    Reciprocal: ({ plan }, x) => plan.map(DIV, plan.map(SCALE, x, x, 0, 1), x),
  }).map(([op, operator]) => [op, named(operator)]),
);
