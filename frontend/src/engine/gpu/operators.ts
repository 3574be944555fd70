import { named, OPERATORS } from '../operators/index';
import { anyProduct, withVectors } from '../operators/moving';
import type { Operators } from '../operators/plain';
import { gemm } from '../operators/product';
import { directConvolution } from '../operators/sliding';

/** The operators as the GPU runs them: it multiplies so fast that it does not pay to multiply less. */
export const DIRECT: Operators = {
  ...OPERATORS,
  Conv: named(directConvolution),
  ConvTranspose: named(directConvolution),
  Gemm: named(gemm(anyProduct)),
  MatMul: named(withVectors(anyProduct)),
};
