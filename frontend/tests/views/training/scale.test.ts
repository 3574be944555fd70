import { expect, test } from 'vitest';
import { scaleOf, thinnedTo } from '../../../src/views/training/scale';

test('losses lie between the ends of a scale, in order', () => {
  const scale = scaleOf([400, 190, NaN, 150, 134])!;
  expect(scale.shareOf(134)).toBe(0);
  expect(scale.shareOf(400)).toBe(1);
  expect(scale.shareOf(150)).toBeGreaterThan(0.1);
  expect(scale.shareOf(190)).toBeGreaterThan(scale.shareOf(150));
});

test.each([[[400, 134]], [[17, 16]], [[66, 65.9]], [[5, 5]], [[-3, -20]]])(
  'the ticks of %s are few, round and distinct',
  (losses) => {
    const { ticks, shareOf } = scaleOf(losses)!;
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(ticks).toEqual(ticks.toSorted((a, b) => b - a));
    ticks.slice(1).forEach((tick, i) => expect(shareOf(ticks[i]!) - shareOf(tick)).toBeGreaterThanOrEqual(0.2));
  },
);

test('without a loss there is no scale', () => {
  expect(scaleOf([])).toBe(null);
  expect(scaleOf([NaN])).toBe(null);
});

test('many are thinned evenly, keeping the last', () => {
  expect(thinnedTo([1, 2, 3], 5)).toEqual([1, 2, 3]);
  expect(thinnedTo([1, 2, 3, 4, 5], 3)).toEqual([1, 3, 5]);
  expect(thinnedTo([1, 2, 3, 4, 5, 6], 3)).toEqual([2, 4, 6]);
  expect(thinnedTo([], 3)).toEqual([]);
});
