import { ADD, CLIP, MUL, SCALE, SIGMOID, SUB, TANH } from '../kernels/ops';
import type { Operator } from '../site';
import { batchNormalization } from './batch';
import { convolution } from './convolution';
import { binary, cast, clip, divide, leakyRelu, unary } from './elementwise';
import { fixedProduct, gemm } from './product';
import { constantTo, flatten, reshapeTo, squeeze, transposeTo, unsqueeze } from './shape';

export type Operators = Record<string, Operator>;

const identity: Operator = (_, x) => x!;

/** The operators that plain decoders and encoders are made of. */
export const PLAIN: Operators = {
  Add: binary(ADD),
  BatchNormalization: batchNormalization,
  Cast: cast,
  Clip: clip,
  Constant: constantTo,
  Conv: convolution as Operator,
  ConvTranspose: convolution as Operator,
  Div: divide,
  Dropout: identity,
  Flatten: flatten,
  Gemm: gemm(fixedProduct) as Operator,
  Identity: identity,
  LeakyRelu: leakyRelu,
  MatMul: fixedProduct as Operator,
  Mul: binary(MUL),
  Neg: unary(SCALE, -1),
  Relu: unary(CLIP, 0, Infinity),
  Reshape: reshapeTo,
  Sigmoid: unary(SIGMOID),
  Squeeze: squeeze,
  Sub: binary(SUB),
  Tanh: unary(TANH),
  Transpose: transposeTo,
  Unsqueeze: unsqueeze,
};
