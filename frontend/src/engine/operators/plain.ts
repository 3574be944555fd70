import type { Operator } from '../site';
import { batchNormalization } from './batch';
import { convolution } from './convolution';
import { binary, cast, clip, divide, leakyRelu, unary } from './elementwise';
import { fixedOnly, gemm, matmul } from './product';
import { constantTo, flatten, reshapeTo, squeeze, transposeTo, unsqueeze } from './shape';

export type Operators = Record<string, Operator>;

const identity: Operator = (_, x) => x!;

/** The operators that plain decoders and encoders are made of. */
export const PLAIN: Operators = {
  Add: binary('add'),
  BatchNormalization: batchNormalization,
  Cast: cast,
  Clip: clip,
  Constant: constantTo,
  Conv: convolution as Operator,
  ConvTranspose: convolution as Operator,
  Div: divide,
  Dropout: identity,
  Flatten: flatten,
  Gemm: gemm(fixedOnly) as Operator,
  Identity: identity,
  LeakyRelu: leakyRelu,
  MatMul: matmul(fixedOnly) as Operator,
  Mul: binary('mul'),
  Neg: unary('scale', -1),
  Relu: unary('clip', 0, Infinity),
  Reshape: reshapeTo,
  Sigmoid: unary('sigmoid'),
  Squeeze: squeeze,
  Sub: binary('sub'),
  Tanh: unary('tanh'),
  Transpose: transposeTo,
  Unsqueeze: unsqueeze,
};
