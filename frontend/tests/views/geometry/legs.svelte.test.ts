import { flushSync } from 'svelte';
import { expect, onTestFinished, test, vi } from 'vitest';
import { parseValues } from '../../../src/outputs/values';
import type { Explorer } from '../../../src/state/explorer.svelte';
import { open } from '../../../src/views/geometry/geometry';
import { folder, walked, type Fake } from '../world';
import { conditions } from '../../conditions/conditions';

const points = folder.presets.map(({ z }) => z);
/** Five values, which are the dimensions in turn. */
const output = parseValues({ names: ['a', 'b', 'c', 'd', 'e'], low: -1, high: 1 });

/** An explorer whose decoder bends: the samples are the cubes of the fake's values. */
async function bent(parts: Parameters<typeof walked>[0] = {}): Promise<{ explorer: Explorer; model: Fake }> {
  const { explorer, model } = await walked({ output, ...parts });
  const { decode } = model;
  model.decode = async (...args) => {
    const samples = await decode.apply(model, args);
    return samples && { ...samples, numbers: Float32Array.from(samples.numbers, (value) => (10 * value) ** 3) };
  };
  explorer.geometry = open(explorer);
  onTestFinished(() => explorer.geometry!.close());
  return { explorer, model };
}

test('an even path is straight until it is found, and then changes its samples evenly', async () => {
  const { explorer } = await bent();
  explorer.choose({ pins: [Float32Array.of(-1, 0.5, 0), Float32Array.of(2, 0.5, 0)], curve: 'even' });
  expect(explorer.path.found).toBe(false);
  expect([...explorer.path.way(0.5)]).toEqual([0.5, 0.5, 0]);
  await vi.waitFor(() => expect(explorer.path.found).toBe(true), { timeout: 10_000 });
  const cubes = Array.from({ length: 5 }, (_, i) => explorer.path.way(i / 4)[0]! ** 3);
  cubes.forEach((cube, i) => expect(Math.abs(cube - (-1 + (9 * i) / 4))).toBeLessThan(0.2));
});

test('a path through the data passes the pins in even steps, in a loop too', async () => {
  const { explorer } = await bent();
  explorer.choose({ pins: points, curve: 'data', loop: true });
  await vi.waitFor(() => expect(explorer.path.found).toBe(true), { timeout: 10_000 });
  expect(explorer.legs).toHaveLength(3);
  points.forEach((point, i) => expect([...explorer.path.way(i)]).toEqual([...point]));
  const [leg] = explorer.legs;
  const steps = leg!.slice(1).map((z, i) => Math.hypot(...z.map((value, k) => value - leg![i]![k]!)));
  expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.05);
});

test('a newer path is found, whatever was being found before', async () => {
  const { explorer } = await bent();
  explorer.choose({ pins: points.slice(0, 2), curve: 'even' });
  flushSync();
  explorer.choose({ curve: 'data' });
  await vi.waitFor(() => expect(explorer.path.found).toBe(true), { timeout: 10_000 });
  expect(explorer.legs[0]).toHaveLength(97);
});

test('conditions are held along with the points', async () => {
  const { explorer, model } = await bent({ conditions });
  const width = 3 + explorer.given.length;
  const [a, b] = [new Float32Array(width).fill(0), new Float32Array(width).fill(1)];
  explorer.choose({ pins: [a, b], curve: 'even' });
  await vi.waitFor(() => expect(explorer.path.found).toBe(true), { timeout: 10_000 });
  expect([...explorer.path.way(0.5)].slice(3)).toEqual([...new Float32Array(width - 3).fill(0.5)]);
  expect(model.rows.every((rows) => rows.length % width === 0)).toBe(true);
});

test.each([
  ['a constant decoder', 0, 'one and the same sample'],
  ['a decoder that returns NaN', NaN, 'NaN or infinity'],
])('%s leaves the path straight, with a sentence', async (_, value, sentence) => {
  const { explorer, model } = await bent();
  model.decode = async (_lane, _z, n) => ({
    n,
    numbers: new Float32Array(5 * n).fill(value),
    release: () => undefined,
  });
  explorer.choose({ pins: points.slice(0, 2), curve: 'even' });
  await vi.waitFor(() => expect(explorer.geometry!.legs.fault).toContain(sentence), { timeout: 10_000 });
  expect(explorer.legs).toEqual([null]);
});

test('a failure is tried again once everything is decoded again', async () => {
  const { explorer, model } = await bent();
  const { decode } = model;
  model.decode = async () => Promise.reject(new Error('The connection to the server is lost.'));
  explorer.choose({ pins: points.slice(0, 2), curve: 'even' });
  await vi.waitFor(() => expect(explorer.geometry!.legs.fault).toContain('connection'), { timeout: 10_000 });
  model.decode = decode;
  explorer.refresh();
  await vi.waitFor(() => expect(explorer.path.found).toBe(true), { timeout: 10_000 });
});
