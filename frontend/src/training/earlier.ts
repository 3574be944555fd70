import { weightsOf } from '../engine/weights';
import type { Vector } from '../math/vector';
import { DECODER, ENCODER } from '../sources/folder';
import type { Model } from '../sources/source';
import { layersOf, type Architecture, type Kind } from './architecture';
import type { Shape } from './layers/layer';
import { Parameters } from './parameters';

/** A network from which a training can go on: its sizes, and its weights by the names of a state dict. */
export interface Earlier {
  name: string;
  architecture: Architecture;
  weights: Map<string, Vector>;
}

const KINDS: readonly Kind[] = ['plain', 'dense'];

/**
 * The network of an open model, if items of a shape can train it on: one that this page trained, or `latentwalk train`
 * with the same architecture. Null if it is another one, or its files cannot be read.
 */
export async function earlier(model: Model, item: Shape): Promise<Earlier | null> {
  const { name, latentDim, hashes } = model.folder;
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
    if (fits(architecture, weights)) return { name, architecture, weights };
  }
  return null;
}

/** Whether weights are those of an architecture, none more and none less. */
function fits(architecture: Architecture, weights: ReadonlyMap<string, Vector>): boolean {
  const parameters = new Parameters();
  layersOf(architecture, parameters);
  const { all } = parameters;
  return all.length === weights.size && all.every(({ name, count }) => weights.get(name)?.length === count);
}
