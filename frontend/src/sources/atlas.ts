import type { Vector } from '../math/vector';
import { readSafetensors } from './safetensors';

/** A data set as the model sees it: n encoded images. */
export interface Atlas {
  n: number;
  /** (n, d) each: the posteriors. */
  mean: Vector;
  logvar: Vector;
  /** (n,): an index into the classes, or -1. */
  label: Int32Array<ArrayBuffer>;
  /** (n,): 0 if the model was trained on the image, 1 if not. */
  split: Uint8Array<ArrayBuffer>;
  /** (n,): squared error of the image decoded from its mean. */
  error: Vector;
  /** (n, 2): places on a map of its own, as UMAP makes them; null if it has none. */
  layout: Vector | null;
}

/** Reads atlas.safetensors, checked against the latent dimension. */
export function parseAtlas(file: ArrayBuffer, latentDim: number): Atlas {
  try {
    const tensors = readSafetensors(file);
    const n = tensors.get('mean')?.shape[0] ?? 0;
    const array = <T>(name: string, type: new (...all: never[]) => T, ...shape: number[]): T => {
      const tensor = tensors.get(name);
      if (!tensor) throw new Error(`lacks the array '${name}'`);
      if (!(tensor.data instanceof type) || `${tensor.shape}` !== `${shape}`) throw new Error(`has an array '${name}' of another type or shape than (${shape})`);
      return tensor.data;
    };
    const floats = Float32Array as new () => Vector;
    const atlas: Atlas = {
      n,
      mean: array('mean', floats, n, latentDim),
      logvar: array('logvar', floats, n, latentDim),
      label: array('label', Int32Array as new () => Int32Array<ArrayBuffer>, n),
      split: array('split', Uint8Array as new () => Uint8Array<ArrayBuffer>, n),
      error: array('error', floats, n),
      layout: tensors.has('layout') ? array('layout', floats, n, 2) : null,
    };
    if (![atlas.mean, atlas.logvar, atlas.error, atlas.layout ?? []].every((values) => values.every(Number.isFinite))) throw new Error('holds NaN or infinity');
    return atlas;
  } catch (error) {
    throw new Error(`The atlas ${(error as Error).message}. The map is empty; make or download the model folder again.`);
  }
}
