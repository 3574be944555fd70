import { expect, test } from 'vitest';
import { noisePosterior, noisy } from '../../src/state/noise';
import type { Noise } from '../../src/state/view';

const atlas = { n: 2, mean: Float32Array.of(0, 0, 5, 6), logvar: Float32Array.of(0, 0, -1, -2) };
const placed = { posterior: { mean: Float32Array.of(1, 2), logvar: Float32Array.of(-3, -3) } };

function of(noise: Noise | null, parts: object = {}): Parameters<typeof noisy>[0] {
  const encoded = { atlas, moment: null };
  return { view: { noise }, placed, encoded, folder: { latentDim: 2 }, ...parts } as unknown as ReturnType<typeof of>;
}

test('noise is that of an encoded item, or of what was placed', () => {
  expect(noisePosterior(of({ item: 1, amount: 1, seed: 1 }))).toEqual({
    mean: Float32Array.of(5, 6),
    logvar: Float32Array.of(-1, -2),
  });
  expect(noisePosterior(of({ item: null, amount: 1, seed: 1 }))).toEqual(placed.posterior);
});

test.each([
  ['the view adds none', null, {}],
  ['nothing was placed', { item: null, amount: 1, seed: 1 }, { placed: null }],
  ['there is no such item', { item: 2, amount: 1, seed: 1 }, {}],
  ['an earlier snapshot is shown', { item: 0, amount: 1, seed: 1 }, { encoded: { atlas, moment: {} } }],
])('there is no posterior if %s', (_, noise, parts) => {
  expect(noisePosterior(of(noise, parts))).toBeNull();
  expect(noisy(of(noise, parts))).toEqual([]);
});

test('the second draw is the first one of the next seed', () => {
  const draws = noisy(of({ item: 1, amount: 2, seed: 4 }));
  expect(noisy(of({ item: 1, amount: 2, seed: 5 }))[0]).toEqual(draws[1]);
});
