import { compose } from './affine';
import { engine } from './engine';
import { fold } from './fold';
import binaries from './kernels/index.ts?plain-kernels';
import { foldConstants } from './lower';
import { PLAIN_TYPES } from './onnx';
import { AFFINE, PLAIN } from './operators/plain';

/** The small engine, for plain models. */
export const load = engine(PLAIN, AFFINE, binaries, PLAIN_TYPES, [foldConstants, compose, fold]);
