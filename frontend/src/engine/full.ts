import { engine } from './engine';
import binaries from './kernels/index.ts?kernels';
import { modelOf } from './model';
import { AFFINE, OPERATORS } from './operators/index';
import { PASSES } from './passes';
import { inSlices } from './slices';
import { TYPES } from './types';

/** The engine with all operators. */
export const load = engine(OPERATORS, AFFINE, binaries, TYPES, PASSES, modelOf, inSlices);
