import { withValues, type Condition } from '../conditions/condition';
import type { Vector } from '../math/vector';
import { arrayOf, readSafetensors } from './safetensors';

/** A data set encoded by the model: n images. */
export interface Atlas {
  n: number;
  /** (n, d) each: the posteriors. */
  mean: Vector;
  logvar: Vector;
  /** (n,): an index into the classes, or -1. */
  label: Int32Array<ArrayBuffer>;
  /** (n,): 0 if the model was trained on the image, 1 if not. */
  split: Uint8Array<ArrayBuffer>;
  /** (n,): squared error of the reconstruction from the mean. */
  error: Vector;
  /** (n, 2): coordinates of a layout such as UMAP's; null if there is none. */
  layout: Vector | null;
  /** (n,): the image's place in the data that was encoded, if it is known. */
  row?: Int32Array<ArrayBuffer>;
  /** The n names of the images' files, if they are files. */
  files?: string[];
  /** (n, m): for each condition the index of the item's category, or its number; NaN where it is unknown. */
  conditions?: Vector;
}

/** Writes whole numbers in groups of three digits; made once, because that takes longer than writing many. */
const GROUPED = new Intl.NumberFormat('en');

/** An encoded image's name for people: its file, or its number in the data, from 1. */
export function nameOf({ files, row }: Atlas, index: number): string {
  return files?.[index] ?? `no. ${GROUPED.format((row?.[index] ?? index) + 1)}`;
}

/** n names in UTF-8, each followed by a line break. */
function namesIn(text: Uint8Array, n: number): string[] {
  const names = new TextDecoder().decode(text).split('\n');
  if (names.pop() !== '' || names.length !== n) throw new Error('has other files');
  return names;
}

/** The largest coordinate of a layout. */
const FARTHEST = 1e30;

/** Reads atlas.safetensors and checks it against the latent dimension. */
export function parseAtlas(file: ArrayBuffer, latentDim: number, conditions: readonly Condition[] = []): Atlas {
  try {
    const tensors = readSafetensors(file);
    const n = tensors.get('mean')?.shape[0] ?? 0;
    const atlas: Atlas = {
      n,
      mean: arrayOf(tensors, 'mean', Float32Array, n, latentDim),
      logvar: arrayOf(tensors, 'logvar', Float32Array, n, latentDim),
      label: arrayOf(tensors, 'label', Int32Array, n),
      split: arrayOf(tensors, 'split', Uint8Array, n),
      error: arrayOf(tensors, 'error', Float32Array, n),
      layout: tensors.has('layout') ? arrayOf(tensors, 'layout', Float32Array, n, 2) : null,
    };
    if (tensors.has('row')) atlas.row = arrayOf(tensors, 'row', Int32Array, n);
    if (conditions.length && tensors.has('conditions')) {
      atlas.conditions = arrayOf(tensors, 'conditions', Float32Array, n, conditions.length);
      if (!areValues(atlas.conditions, conditions)) throw new Error('holds a condition that the model does not have');
    }
    const text = tensors.get('file');
    if (text) atlas.files = namesIn(arrayOf(tensors, 'file', Uint8Array, text.data.length), n);
    if (![atlas.mean, atlas.logvar, atlas.error, atlas.layout ?? []].every(isFiniteThroughout))
      throw new Error('holds NaN or infinity');
    if (atlas.layout?.some((value) => Math.abs(value) > FARTHEST)) throw new Error('has places beyond 1e30');
    return atlas;
  } catch (error) {
    throw new Error(
      `The atlas ${(error as Error).message}. The map is empty; make or download the model folder again.`,
      { cause: error },
    );
  }
}

/** What an encoded item was given (w,), with the defaults where that is unknown; null if nothing is known of any. */
export function givenOf({ conditions: values }: Atlas, index: number, conditions: readonly Condition[]): Vector | null {
  if (!values) return null;
  return withValues(conditions, ({ initial }, i) => {
    const value = values[index * conditions.length + i]!;
    return Number.isNaN(value) ? initial : value;
  });
}

/** Whether all values are NaN, the index of a category's value, or a number. */
function areValues(values: Vector, conditions: readonly Condition[]): boolean {
  const m = conditions.length;
  return values.every((value, at) => {
    const condition = conditions[at % m]!;
    if (Number.isNaN(value)) return true;
    if (condition.kind === 'number') return Number.isFinite(value);
    return Number.isInteger(value) && value >= 0 && value < condition.values.length;
  });
}

function isFiniteThroughout(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}
