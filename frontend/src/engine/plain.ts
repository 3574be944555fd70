import { compose } from './affine';
import { engine } from './engine';
import { unsupported } from './errors';
import { fold } from './fold';
import binaries from './kernels/index.ts?plain-kernels';
import { foldConstants, lower } from './lower';
import { PLAIN_TYPES, type Graph } from './onnx';
import { AFFINE, PLAIN } from './operators/plain';
import type { Runtime } from './runtime';

/** Multiply-adds for one sample from which on the full engine's faster convolutions matter. */
const HEAVY = 2 ** 23;

function refuseHeavy(graph: Graph, runtime: Runtime): void {
  if (lower(graph, 1, runtime).plan.work > HEAVY) unsupported('The model is too heavy for the small engine.');
}

/** The small engine, for plain models that compute little. */
export const load = engine(PLAIN, AFFINE, binaries, PLAIN_TYPES, [foldConstants, compose, fold, refuseHeavy]);
