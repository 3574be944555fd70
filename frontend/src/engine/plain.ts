import { compose } from './affine';
import { engine } from './engine';
import { unsupported } from './errors';
import { fold } from './fold';
import binaries from './kernels/index.ts?plain-kernels';
import { foldConstants, lower } from './lower';
import { modelOf } from './model';
import { PLAIN_TYPES, type Graph } from './onnx';
import { AFFINE, PLAIN } from './operators/plain';
import type { Runtime } from './runtime';

/**
 * From this many multiply-adds for one sample on, in files of this many bytes, the full engine's faster convolutions
 * matter. Exported pages with such files include it (Python's `hosts/html/engines.py`).
 */
const [HEAVY, LARGE] = [2 ** 23, 2 ** 19];

function refuseHeavy(graph: Graph, runtime: Runtime): void {
  if (graph.size >= LARGE && lower(graph, 1, runtime).plan.work > HEAVY) unsupported('The model computes too much.');
}

/** The small engine, for plain models that compute little. */
export const load = engine(PLAIN, AFFINE, binaries, PLAIN_TYPES, [foldConstants, compose, fold, refuseHeavy], modelOf);
