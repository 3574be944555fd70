import { expect, test } from 'vitest';
import { binsOf } from '../../src/columns/bins';
import { areWhole, rangeOf, shareOf, valueAt } from '../../src/columns/extent';
import { date, number } from './columns';

const tenths = number('tenths', [0.5, 1.25, 2.75, NaN, 10.5]);
const within = { low: 1, high: 3, integers: false, whole: false };

test('a share of an extent is the share of its number, and beyond the ends it is 0 or 1', () => {
  expect(valueAt(within, 0.25)).toBe(1.5);
  expect(shareOf(within, 1.5)).toBe(0.25);
  expect([shareOf(within, 0), shareOf(within, 9)]).toEqual([0, 1]);
  expect(shareOf({ ...within, low: 2, high: 2 }, 2)).toBe(0);
});

test('the ends of an extent stand for what lies beyond them', () => {
  expect(rangeOf(tenths, within, 0.5, 0)).toEqual({ kind: 'range', low: 0.5, high: 2 });
  expect(rangeOf(tenths, within, 0.5, 1)).toEqual({ kind: 'range', low: 2, high: 10.5 });
  expect(rangeOf(tenths, within, 0, 1)).toBeNull();
});

test('whole numbers and dates have whole ends', () => {
  const counts = number('counts', [1, 2, 3, NaN, 4]);
  expect([areWhole(counts), areWhole(tenths)]).toEqual([true, false]);
  const bins = binsOf(counts)!;
  expect(bins.whole).toBe(true);
  expect(rangeOf(counts, bins, 0.3, 0.7)).toEqual({ kind: 'range', low: 2, high: 3 });
  expect(rangeOf(counts, { low: 1, high: 4, integers: true, whole: false }, 0.3, 1)).toMatchObject({ low: 2, high: 4 });
  const days = date('day', [0, 864e5, 1e9]);
  const ranged = rangeOf(days, { low: 0, high: 1e9, integers: false, whole: false }, 1 / 3, 2 / 3);
  expect(ranged?.kind === 'range' && [ranged.low, ranged.high].every(Number.isInteger)).toBe(true);
});
