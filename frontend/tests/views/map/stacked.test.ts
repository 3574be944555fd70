import { expect, test } from 'vitest';
import { stacked } from '../../../src/views/map/stacked';

const RANGE = { low: 0, high: 4 };
/** The bars of a path: left, base and top. */
const bars = (path: string): number[][] =>
  path
    .split('M')
    .slice(1)
    .map((bar) => {
      const [, left, base, , top] = /^([\d.]+),([\d.]+)H([\d.]+)V([\d.]+)/.exec(bar)!;
      return [left, base, top].map(Number);
    });

test('bars stand on those of the classes before', () => {
  const layers = stacked([0.5, 0.6, 0.7, 2.5], [1, 0, 0, 1], [], RANGE, 4);
  expect(layers.map(({ label }) => label)).toEqual([0, 1]);
  expect(bars(layers[0]!.path)).toEqual([[0, 1, 0.3333]]);
  expect(bars(layers[1]!.path)).toEqual([
    [0, 0.3333, 0],
    [0.5, 1, 0.6667],
  ]);
});

test('values outside the range and hidden classes are left out', () => {
  expect(stacked([-1, 4, 9, 1], [0, 0, 0, 1], [1], RANGE, 4)).toEqual([]);
});
