import { weightsOf } from '../engine/weights';
import type { Vector } from '../math/vector';
import { DECODER, ENCODER } from '../sources/folder';
import type { Model } from '../sources/source';
import { layersOf, type Architecture, type Kind } from './architecture';
import type { Shape } from './layers/layer';
import type { Likelihood } from './network';
import { Parameters } from './parameters';
import { OPTIMIZER, parseProgress, type Progress } from './progress';

/** A network from which a training can go on: its sizes, and its weights by the names of a state dict. */
export interface Earlier {
  name: string;
  architecture: Architecture;
  weights: Map<string, Vector>;
  /** How far its training came, if this page trained it and it was not changed since. */
  progress: Progress | null;
  /** The likelihood of its training, if it is known. */
  likelihood: Likelihood | undefined;
}

const KINDS: readonly Kind[] = ['plain', 'dense'];

/**
 * The network of an open model, if items of a shape can train it on: one that this page trained, or `latentwalk train`
 * with the same architecture. Null if it is another one, or its files cannot be read.
 */
export async function earlier(model: Model, item: Shape): Promise<Earlier | null> {
  const { name, latentDim, hashes, provenance } = model.folder;
  if (!(DECODER in hashes) || !(ENCODER in hashes)) return null;
  const weights = new Map<string, Vector>();
  try {
    for (const [file, prefix] of [
      [ENCODER, 'encoder.'],
      [DECODER, 'decoder.'],
    ] as const)
      for (const [own, bytes] of weightsOf(new Uint8Array(await model.file(file))))
        weights.set(prefix + own, new Float32Array(bytes.slice().buffer));
  } catch {
    return null;
  }
  for (const kind of KINDS) {
    const architecture: Architecture = { kind, item, latentDim };
    if (!fits(architecture, weights)) continue;
    const { likelihood } = (provenance.recipe ?? {}) as { likelihood?: Likelihood };
    return { name, architecture, weights, progress: await progressOf(model, weights), likelihood };
  }
  return null;
}

async function progressOf(model: Model, weights: Earlier['weights']): Promise<Progress | null> {
  if (!(OPTIMIZER in model.folder.hashes)) return null;
  try {
    return parseProgress(await model.file(OPTIMIZER), weights);
  } catch {
    // a page that was exported as one file is without it
    return null;
  }
}

/** Whether weights are those of an architecture, none more and none less. */
function fits(architecture: Architecture, weights: ReadonlyMap<string, Vector>): boolean {
  const parameters = new Parameters();
  layersOf(architecture, parameters);
  const { all } = parameters;
  return all.length === weights.size && all.every(({ name, count }) => weights.get(name)?.length === count);
}
