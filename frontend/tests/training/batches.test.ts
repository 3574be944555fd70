import { expect, test } from 'vitest';
import { Batches } from '../../src/training/batches';
import { splitOf, type Items } from '../../src/training/items';

/** Items of one pixel, which is their number. */
const items: Items = {
  name: 'numbers',
  shape: [1, 1, 1],
  values: Uint8Array.from({ length: 100 }, (_, i) => i),
  labels: new Int32Array(100),
  classes: [],
  files: null,
};
const { train, heldOut } = splitOf(100);
const batches = (seed = 0): Batches => new Batches(items, train, 32, 2, seed);
const epochOf = (all: Batches, epoch: number): number[] =>
  Array.from({ length: all.steps }, (_, i) => [...all.parts(epoch * all.steps + i, 1)[0]!.values]).flat();

test('a tenth is held out, and the rest trained on', () => {
  expect(heldOut).toHaveLength(10);
  expect([...train, ...heldOut].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

test('each epoch has every item once, in another order', () => {
  const all = batches();
  expect(all.steps).toBe(3);
  const [first, second] = [epochOf(all, 0), epochOf(all, 1)];
  expect(first.toSorted((a, b) => a - b)).toEqual([...train]);
  expect(second.toSorted((a, b) => a - b)).toEqual([...train]);
  expect(second).not.toEqual(first);
});

test('the order follows from the seed', () => {
  expect(epochOf(batches(5), 0)).toEqual(epochOf(batches(5), 0));
  expect(epochOf(batches(6), 0)).not.toEqual(epochOf(batches(5), 0));
});

test('the parts of a step are the batch of one worker', () => {
  const [whole] = batches().parts(2, 1);
  const parts = batches().parts(2, 3);
  expect(parts.map(({ total }) => total)).toEqual([26, 26, 26]);
  for (const [worker, { values, noise }] of parts.entries()) {
    expect([...values]).toEqual([...whole!.values].filter((_, i) => i % 3 === worker));
    expect([...noise]).toEqual([...whole!.noise].filter((_, i) => Math.floor(i / 2) % 3 === worker));
  }
});
