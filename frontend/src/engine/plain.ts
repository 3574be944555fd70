import { compose } from './affine';
import { engine } from './engine';
import { unsupported } from './errors';
import { fold } from './fold';
import binaries from './kernels/index.ts?plain-kernels';
import { foldConstants } from './lower';
import { modelOf } from './model';
import { PLAIN_TYPES, type Graph } from './onnx';
import { AFFINE, PLAIN } from './operators/plain';

/**
 * The full engine is faster with files of this many bytes or more. Exported pages with such files include it (Python's
 * `hosts/html/engines.py`).
 */
const LARGE = 2 ** 19;

function refuseLarge({ size }: Graph): void {
  if (size >= LARGE) unsupported('The file is large.');
}

/** The small engine, for plain models with few weights. */
export const load = engine(PLAIN, AFFINE, binaries, PLAIN_TYPES, [foldConstants, compose, fold, refuseLarge], modelOf);
