import { expect } from 'vitest';
import type { Load } from '../../src/engine/engine';

/** Possibly millions of numbers: a few that are repeated. */
function numbers(length: number): Float32Array {
  const few = Float32Array.from({ length: Math.min(length, 4093) }, (_, i) => Math.sin(i));
  const values = new Float32Array(length);
  for (let at = 0; at < length; at += few.length) values.set(few.subarray(0, length - at), at);
  return values;
}

/** Opens a file and decodes with it like a page: one sample as floats, a few as bytes. */
export const runs =
  (load: Load) =>
  async (bytes: Uint8Array): Promise<void> => {
    const { inputs, outputs, run } = await load(bytes.slice().buffer);
    expect(inputs.every(({ name }) => typeof name === 'string')).toBe(true);
    expect(outputs.every(({ shape }) => shape.every(Number.isInteger))).toBe(true);
    const given = (batch: number) =>
      Object.fromEntries(
        inputs.map(({ name, shape }) => [name, numbers(batch * shape.slice(1).reduce((a, b) => a * b, 1))]),
      );
    const fixed = inputs.map(({ shape }) => shape[0]!).find((size) => size >= 0);
    run(given(fixed || 1), fixed || 1);
    run(given(5), 5, { low: -1, high: 1 });
  };
