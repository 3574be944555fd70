import { expect } from 'vitest';
import type { Load } from '../../src/engine/engine';

/** Opens a file and decodes with it, as a page does: a few samples, as floats and as bytes. */
export const runs = (load: Load) => async (bytes: Uint8Array): Promise<void> => {
  const { inputs, outputs, run } = await load(bytes.slice().buffer);
  expect(inputs.every(({ name }) => typeof name === 'string')).toBe(true);
  expect(outputs.every(({ shape }) => shape.every(Number.isInteger))).toBe(true);
  const fixed = inputs.map(({ shape }) => shape[0]!).find((size) => size >= 0);
  for (const batch of [fixed || 1, 5]) {
    const given = Object.fromEntries(inputs.map(({ name, shape }) => [name, Float32Array.from({ length: batch * shape.slice(1).reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i))]));
    run(given, batch);
    run(given, batch, { low: -1, high: 1 });
  }
};
