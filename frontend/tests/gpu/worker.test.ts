import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { load } from '../../src/engine/full';
import { Gpu } from '../../src/engine/gpu/gpu';
import { patched, weightsOf } from '../../src/engine/weights';
import { perceptron } from './networks';

const file = perceptron().slice().buffer;
const z = Float32Array.from({ length: 16 }, (_, i) => Math.sin(i));
let gpu: Gpu;

beforeAll(async () => {
  gpu = await Gpu.open(file.slice(0), true);
});
afterAll(() => gpu.close());

/** The largest difference from WebAssembly's result for the same file. */
async function apart(of: ArrayBuffer): Promise<number> {
  const expected = Object.values((await load(of.slice(0))).run({ z }, 1))[0]!;
  const { results, milliseconds } = await gpu.timed({ lane: 0, inputs: { z }, batch: 1 });
  expect(milliseconds).toBeGreaterThan(0);
  const [ours] = Object.values(results) as Float32Array[];
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - ours![i]!)), 0);
}

describe("the GPU's worker", () => {
  test('decodes as WebAssembly does, and knows what the model computes', async () => {
    expect(gpu.inputs).toEqual([{ name: 'z', shape: [-1, 16] }]);
    expect(gpu.outputs[0]!.shape).toEqual([-1, 10]);
    expect(gpu.work).toBeGreaterThan(500);
    expect(await apart(file)).toBeLessThan(1e-5);
  });

  test('goes on with other weights', async () => {
    const other = new Map(
      [...weightsOf(new Uint8Array(file))].map(([name, { buffer, byteOffset, byteLength }]) => [
        name,
        new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength)).map((value) => -0.7 * value),
      ]),
    );
    const next = patched(file, other);
    await gpu.renew(next.slice(0));
    expect(await apart(next)).toBeLessThan(1e-5);
    expect(await apart(file)).toBeGreaterThan(0.01);
    await gpu.renew(file.slice(0));
    expect(await apart(file)).toBeLessThan(1e-5);
  });

  test('answers several requests, and fails the one that does not fit', async () => {
    const ask = (batch: number): Promise<unknown> => gpu.run({ lane: batch, inputs: { z }, batch });
    const [one, none, two] = await Promise.allSettled([ask(1), ask(0), ask(1)]);
    expect([one.status, none.status, two.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(gpu.ended).toBe(false);
  });
});
