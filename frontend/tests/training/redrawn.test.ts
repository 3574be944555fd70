import { expect, test } from 'vitest';
import type { Atlas } from '../../src/sources/atlas';
import type { Folder } from '../../src/sources/folder';
import type { Model } from '../../src/sources/source';
import { redrawn } from '../../src/training/redrawn';

const SIZE = 64;

/** A model of grey pictures of 8 x 8 that shows the first number of a point in all pixels, with n encoded items. */
function modelOf(n: number, change: object = {}): Model {
  const output = { shape: [8, 8, 1], size: SIZE, pixels: {} };
  const folder = { name: 'plain', latentDim: 2, classes: ['a', 'b'], conditions: [], output, ...change };
  const mean = Float32Array.from({ length: 2 * n }, (_, i) => (i >> 1) % 256);
  const label = Int32Array.from({ length: n }, (_, i) => i % 2);
  const model: Partial<Model> = {
    folder: folder as unknown as Folder,
    atlas: async () => (n ? ({ n, mean, label } as Atlas) : null),
    decode: async (_, z, count) => {
      const numbers = Uint8Array.from({ length: count * SIZE }, (_, i) => z[2 * Math.floor(i / SIZE)]!);
      return { n: count, numbers, release: () => undefined };
    },
  };
  return model as Model;
}

test('each item is decoded, and keeps its class', async () => {
  const items = await redrawn(modelOf(600), 'mine');
  expect(items).toMatchObject({ name: 'mine', shape: [8, 8, 1], classes: ['a', 'b'], files: null });
  const firsts = Array.from({ length: 600 }, (_, i) => items.values[i * SIZE]);
  expect(firsts).toEqual(Array.from({ length: 600 }, (_, i) => i % 256));
  expect([...items.labels.subarray(0, 4)]).toEqual([0, 1, 0, 1]);
});

test('of many items some are drawn, evenly spaced', async () => {
  const items = await redrawn(modelOf(10_000), 'mine');
  expect(items.labels.length).toBe(5000);
  expect(items.values[SIZE]).toBe(2);
});

test.each([
  ['values', { output: { shape: [5], size: 5, pixels: null } }],
  ['sides that no network has', { output: { shape: [10, 10, 1], size: 100, pixels: {} } }],
  ['alpha', { output: { shape: [8, 8, 4], size: 256, pixels: {} } }],
  ['conditions', { conditions: [{}] }],
])('a model with %s is refused', async (_, change) => {
  await expect(redrawn(modelOf(30, change), 'mine')).rejects.toThrow('plain draws no pictures');
});

test('a model without encoded items is refused', async () => {
  await expect(redrawn(modelOf(0), 'mine')).rejects.toThrow('plain has no encoded items');
});
