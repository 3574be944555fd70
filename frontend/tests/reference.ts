import * as ort from 'onnxruntime-web/wasm';
import { expect } from 'vitest';
import { load } from '../src/engine/index';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

export interface Input {
  data: Float32Array;
  shape: number[];
}

/** A generator of numbers that are the same on every run (mulberry32). */
export function generator(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Approximately normal numbers. */
export function normal(random: () => number, count: number): Float32Array {
  return Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

/** Runs a model with onnxruntime. */
export async function reference(bytes: Uint8Array, inputs: Record<string, Input>): Promise<Record<string, Input>> {
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'disabled',
  });
  const feeds = Object.entries(inputs).map(([name, { data, shape }]) => [name, new ort.Tensor('float32', data, shape)]);
  const results = await session.run(Object.fromEntries(feeds));
  const outputs = Object.entries(results).map(([name, { data, dims }]) => [
    name,
    { data: Float32Array.from(data as Float32Array), shape: [...dims] },
  ]);
  await session.release();
  return Object.fromEntries(outputs);
}

/** The largest difference, relative to the size of the values where they exceed 1 and absolute below. */
export function difference(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  expected.forEach((value, i) => {
    const off = Object.is(actual[i], value) ? 0 : Math.abs(actual[i]! - value) / Math.max(1, Math.abs(value));
    worst = off <= worst ? worst : off;
  });
  return worst;
}

/** Runs a model here and with onnxruntime on the same inputs, and compares all outputs. */
export async function compare(bytes: Uint8Array, inputs: Record<string, Input>): Promise<void> {
  const expected = await reference(bytes, inputs);
  const model = await load(bytes.slice().buffer);
  const batch = Object.values(inputs)[0]!.shape[0]!;
  const actual = model.run(Object.fromEntries(Object.entries(inputs).map(([name, { data }]) => [name, data])), batch);
  expect(Object.keys(actual)).toEqual(model.outputs.map(({ name }) => name));
  for (const { name, shape } of model.outputs) {
    expect(shape.slice(1)).toEqual(expected[name]!.shape.slice(1));
    expect(difference(actual[name]!, expected[name]!.data), name).toBeLessThan(1e-4);
  }
}
