import type { Operator } from '../site';
import { binary, unary } from './elementwise';
import { gelu, hardSwish, power, where, withParameters } from './functions';
import { packedAnew } from './moving';
import { PLAIN, type Operators } from './plain';
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from './pooling';
import { gemm, matmul } from './product';
import { REDUCTIONS } from './reduction';
import { resize } from './resize';
import { STRUCTURE } from './structure';

/** All operators of ONNX that this engine has. */
export const OPERATORS: Operators = {
  ...PLAIN,
  ...STRUCTURE,
  Gemm: gemm(packedAnew) as Operator,
  MatMul: matmul(packedAnew) as Operator,
  ...REDUCTIONS,
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: globalAveragePool,
  GlobalMaxPool: globalMaxPool,
  Resize: resize,
  Upsample: resize,
  Max: binary('max'),
  Min: binary('min'),
  Sum: binary('add'),
  Equal: binary('equal'),
  Less: binary('less'),
  PRelu: binary('prelu'),
  Where: where,
  Pow: power,
  Elu: withParameters('elu', ['alpha', 1], ['', 1]),
  Selu: withParameters('elu', ['alpha', 1.6732632], ['gamma', 1.050701]),
  HardSigmoid: withParameters('hardsigmoid', ['alpha', 0.2], ['beta', 0.5]),
  HardSwish: hardSwish,
  Gelu: gelu,
  Erf: unary('erf'),
  Exp: unary('exp'),
  Log: unary('log'),
  Sqrt: unary('sqrt'),
  Abs: unary('abs'),
  Floor: unary('floor'),
  Ceil: unary('ceil'),
  Round: unary('round'),
  Softplus: unary('softplus'),
  Reciprocal: ({ plan }, x) => plan.map('div', plan.map('scale', x!, x, 0, 1), x),
};
