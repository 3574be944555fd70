import { named, OPERATORS } from '../operators/index';
import type { Operators } from '../operators/plain';
import { directConvolution } from '../operators/sliding';

/** The operators as the GPU runs them: it multiplies so fast that Winograd's method does not pay. */
export const DIRECT: Operators = {
  ...OPERATORS,
  Conv: named(directConvolution),
  ConvTranspose: named(directConvolution),
};
