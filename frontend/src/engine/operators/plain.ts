import { ADD, CLIP, MUL, SCALE, SIGMOID, SUB, TANH } from '../kernels/ops';
import type { Operator } from '../site';
import { batchNormalization } from './batch';
import { convolution } from './convolution';
import { binary, clip, divide, leakyRelu, unary } from './elementwise';
import { fixedProduct, gemm } from './product';
import { constantTo, flatten, reshapeTo, squeeze, transposeTo, unsqueeze } from './shape';

export type Operators = Record<string, Operator>;

const identity: Operator = (_, x) => x;

const dropout: Operator = (site, x, _, training) => (training ? site.lacks('while training') : x);

/** The same elements in another shape or order. */
export const VIEWS: Operators = {
  Dropout: dropout,
  Flatten: flatten,
  Identity: identity,
  Reshape: reshapeTo,
  Squeeze: squeeze,
  Transpose: transposeTo,
  Unsqueeze: unsqueeze,
};

/** Affine in either input where the other is known. */
export const EITHER: Operators = {
  Add: binary(ADD),
  Mul: binary(MUL),
  Sub: binary(SUB),
};

/** Affine in one input where the others are known; per channel, possibly. */
export const CHANNELWISE: Operators = {
  ...EITHER,
  BatchNormalization: batchNormalization,
  Div: divide,
  Neg: unary(SCALE, -1),
};

/** Affine in one input where the others are known. */
export const AFFINE: Operators = {
  ...VIEWS,
  ...CHANNELWISE,
  Conv: convolution,
  ConvTranspose: convolution,
  Gemm: gemm(fixedProduct),
  MatMul: fixedProduct,
};

/** The operators of plain decoders and encoders. */
export const PLAIN: Operators = {
  ...AFFINE,
  Clip: clip,
  Constant: constantTo,
  LeakyRelu: leakyRelu,
  Relu: unary(CLIP, 0, Infinity),
  Sigmoid: unary(SIGMOID),
  Tanh: unary(TANH),
};
