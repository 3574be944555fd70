import type { Vector } from '../math/vector';
import { readSafetensors, type Tensor } from '../sources/safetensors';
import { writeSafetensors, type Written } from '../sources/safetensorsWriter';
import type { Items } from './items';

/** The file of a model folder with the state of the optimizer. Python does not read it. */
export const OPTIMIZER = 'optimizer.safetensors';

/** The moments of the optimizer, by the names of the weights in a state dict, and its steps. */
export interface Moments {
  steps: number;
  /** Adam's first moments, or the momentum of Muon. */
  first: Map<string, Vector>;
  /** Adam's second moments; 0 where Muon moves the weight. */
  second: Map<string, Vector>;
}

/** What a run needs, besides the weights, to go on as if it had not stopped. */
export interface Progress {
  moments: Moments;
  /** Steps of the plan so far, and the epochs of the plan. */
  step: number;
  epochs: number;
  /** The weight of the divergence when it stopped. */
  beta: number;
  /** The factor of the learning rate when it stopped. */
  factor: number;
  /** The `checksum` of the items. */
  items: number;
}

/** The contents of the file. */
export function progressFile({ moments, step, epochs, beta, factor, items }: Progress): Uint8Array<ArrayBuffer> {
  const arrays: Record<string, Written> = {
    progress: { shape: [4], data: Int32Array.of(moments.steps, step, epochs, items) },
    beta: { shape: [1], data: Float32Array.of(beta) },
    factor: { shape: [1], data: Float32Array.of(factor) },
  };
  for (const kind of ['first', 'second'] as const)
    for (const [name, data] of moments[kind]) arrays[`${name}.${kind}`] = { shape: [data.length], data };
  return writeSafetensors(arrays);
}

/** Parses the file; null if it has another form or impossible counts, or lacks the moments of one of these weights. */
export function parseProgress(file: ArrayBuffer, weights: ReadonlyMap<string, Vector>): Progress | null {
  let tensors: Map<string, Tensor>;
  try {
    tensors = readSafetensors(file);
  } catch {
    return null;
  }
  const counts = tensors.get('progress')?.data;
  const beta = tensors.get('beta')?.data[0];
  if (!(counts instanceof Int32Array) || counts.length !== 4 || beta === undefined) return null;
  const [steps, step, epochs, items] = counts as unknown as [number, number, number, number];
  const factor = tensors.get('factor')?.data[0] ?? 1; // older files are without it
  const sound = [beta, factor].every((one) => one >= 0 && one < Infinity);
  if (Math.min(steps, step) < 0 || epochs < 1 || !sound) return null;
  const moments: Moments = { steps, first: new Map(), second: new Map() };
  for (const kind of ['first', 'second'] as const)
    for (const [name, { length }] of weights) {
      const data = tensors.get(`${name}.${kind}`)?.data;
      if (!(data instanceof Float32Array) || data.length !== length) return null;
      moments[kind].set(name, data);
    }
  const [given, scaled] = [beta, factor].map((one) => Number(one.toPrecision(6))) as [number, number];
  return { moments, step, epochs, beta: given, factor: scaled, items };
}

/** Whether a plan for some items, with so many steps an epoch, is not over. */
export function isUnfinished({ step, epochs, items }: Progress, own: number, steps: number): boolean {
  return items === own && step < epochs * steps;
}

/** A number that tells the items of two runs apart (FNV-1a, 32 bits). */
export function checksum({ values }: Items): number {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash | 0;
}
