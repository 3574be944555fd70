import * as ort from 'onnxruntime-web/wasm';
import { expect } from 'vitest';
import { load } from '../src/engine/index';
import { difference, type Input } from './numbers';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

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
