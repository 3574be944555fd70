import { expect, test, vi } from 'vitest';
import { distancesOf, summaryOf } from '../../../src/state/summary';
import { Summarizing } from '../../../src/state/summarizing';
import { normal } from '../../../src/math/prior';
import { seeded } from '../../random';
import { walked } from '../world';

test('the axes are in the order of their nats, and those without information are dead', async () => {
  const {
    explorer: { axes },
  } = await walked();
  const keys = axes.all.map(({ key }) => key);
  expect([...keys].sort()).toEqual(['z1', 'z2', 'z3']);
  expect([...axes.live, ...axes.dead].map(({ key }) => key)).toEqual(keys);
  expect(axes.dead.map(({ key }) => key)).toEqual(['z3']);
  expect(axes.nats).toHaveLength(3);
  expect(axes.pointwise).toBe(false);
  expect(axes.find('z2')).toMatchObject({ dimension: 1, nats: axes.nats![1] });
  expect(axes.find('z4')).toBeUndefined();
});

test("the user's own directions come first", async () => {
  const { explorer } = await walked();
  explorer.keepDirection({ name: 'size', vector: Float32Array.of(1, 1, 0) });
  expect(explorer.axes.all[0]).toMatchObject({ key: 'd:size', own: true });
  explorer.dropDirection('size');
  expect(explorer.axes.find('d:size')).toBeUndefined();
});

test('without data there are no statistics', async () => {
  const {
    explorer: { axes },
  } = await walked({ data: null });
  expect([axes.nats, axes.components, axes.dead]).toEqual([null, null, []]);
  expect(axes.spread(axes.all[0]!).data).toBeNull();
});

test('during a training the axes keep their order', async () => {
  const { explorer } = await walked({ training: true });
  expect(explorer.axes.nats).toBeNull();
  expect(explorer.axes.all.map(({ key }) => key)).toEqual(['z1', 'z2', 'z3']);
});

test('a spread is computed once, until the range changes', async () => {
  const { explorer } = await walked();
  const { axes } = explorer;
  const axis = axes.find('z1')!;
  const spread = axes.spread(axis);
  expect(axes.spread(axis)).toBe(spread);
  explorer.choose({ range: 'absolute' });
  expect(axes.spread(axis)).toMatchObject({ low: -4, high: 4 });
});

test('the statistics of much data are computed in a worker', async () => {
  const random = seeded();
  const [n, d] = [4000, 40];
  const mean = Float32Array.from({ length: n * d }, (_, i) => normal(random) / (1 + (i % d)));
  const data = { n, mean, logvar: new Float32Array(n * d).fill(-3) };
  const summarizing = new Summarizing(data, false);
  expect(await summarizing.summary).toEqual(summaryOf(data, false));
  expect(await summarizing.distances).toEqual(distancesOf(data));
  expect(data.mean).toHaveLength(n * d);
});

test('without data, many dimensions have sliders for the directions that change the image most', async () => {
  const { explorer } = await walked({ data: null, latentDim: 30, presets: [] });
  await vi.waitFor(() => expect(explorer.axes.sensitive).toHaveLength(12));
  expect(explorer.axes.all.slice(0, 13).map(({ key }) => key)).toEqual([
    ...Array.from({ length: 12 }, (_, i) => `s${i + 1}`),
    'z1',
  ]);
  expect(explorer.view.plane).toEqual({ kind: 'axes', axes: ['s1', 's2'] });
  expect(explorer.axes.spread(explorer.axes.find('s1')!).high).toBeCloseTo(Math.sqrt(30));
});
