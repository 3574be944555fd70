import { compose } from './affine';
import { engine } from './engine';
import { fold } from './fold';
import { restoreGroupNormalizations } from './groups';
import binaries from './kernels/index.ts?kernels';
import { foldConstants } from './lower';
import { findMixing } from './mixing';
import { AFFINE, OPERATORS } from './operators/index';
import { addSeeds } from './seeds';
import { TYPES } from './types';

/** The engine with all operators. */
export const load = engine(OPERATORS, AFFINE, binaries, TYPES, [
  addSeeds,
  foldConstants,
  restoreGroupNormalizations,
  findMixing,
  compose,
  fold,
]);
