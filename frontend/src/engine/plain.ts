import { engine } from './engine';
import binary from './kernels/index.ts?plain-kernels';
import { AFFINE, PLAIN } from './operators/plain';

/** The engine for plain models, which is small. */
export const load = engine(PLAIN, AFFINE, binary);
