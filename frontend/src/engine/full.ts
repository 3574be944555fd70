import { engine } from './engine';
import { restoreGroupNormalizations } from './groups';
import binaries from './kernels/index.ts?kernels';
import { AFFINE, OPERATORS } from './operators/index';

/** The engine with all operators. */
export const load = engine(OPERATORS, AFFINE, binaries, restoreGroupNormalizations);
