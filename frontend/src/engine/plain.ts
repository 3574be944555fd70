import { engine } from './engine';
import binaries from './kernels/index.ts?plain-kernels';
import { AFFINE, PLAIN } from './operators/plain';

/** The small engine, for plain models. */
export const load = engine(PLAIN, AFFINE, binaries);
