import { expect, test } from 'vitest';
import { binsOf, countsOf } from '../../src/columns/bins';
import { date, number } from './columns';

test('whole numbers have a bin each', () => {
  const bins = binsOf(number('x', [2, 4, NaN, 4]))!;
  expect([bins.low, bins.high, bins.count]).toEqual([1.5, 4.5, 3]);
  expect([...countsOf(bins.of, bins.count, null, null)]).toEqual([1, 0, 2, 1]);
});

test('other numbers have bins of equal width, and the greatest belongs to the last', () => {
  const bins = binsOf(number('x', [0, 0.5, 1]))!;
  expect([bins.count, ...bins.of]).toEqual([40, 0, 20, 39]);
});

test('dates before 1970 have bins', () => {
  const bins = binsOf(date('x', [-86_400_000_000, 0, 86_400_000_000]))!;
  expect([...bins.of]).toEqual([0, 20, 39]);
});

test('numbers of any size have bins', () => {
  for (const values of [
    [-1e308, 1e308],
    [5, 5],
    [1e-300, 2e-300],
    [0, 2 ** 53],
  ]) {
    const bins = binsOf(number('x', values))!;
    expect(bins.of.every((bin) => bin < bins.count)).toBe(true);
  }
});

test('without a number there are none', () => {
  expect(binsOf(number('x', [NaN, NaN]))).toBeNull();
});

test('counts leave out what other filters do, but not what their own does', () => {
  const own = Uint8Array.of(1, 0, 0, 1);
  const fails = Uint16Array.of(0, 1, 2, 1);
  expect([...countsOf(Uint16Array.of(0, 0, 1, 1), 2, fails, own)]).toEqual([2, 0, 0]);
  expect([...countsOf(Uint16Array.of(0, 0, 1, 1), 2, fails, null)]).toEqual([1, 0, 0]);
});
