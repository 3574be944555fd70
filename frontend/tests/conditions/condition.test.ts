import { expect, test } from 'vitest';
import {
  defaultsOf,
  heaviest,
  partOf,
  placeOf,
  widthOf,
  widthOfAll,
  withPart,
  withValues,
} from '../../src/conditions/condition';
import { conditions, given, label, weight } from './conditions';

test('a category has a number for each value, and a number one', () => {
  expect([widthOf(label), widthOf(weight), widthOfAll(conditions), widthOfAll([])]).toEqual([3, 1, 4, 0]);
  expect([placeOf(conditions, label), placeOf(conditions, weight)]).toEqual([0, 3]);
});

test('the numbers of values are one-hot, or the number', () => {
  expect(defaultsOf(conditions)).toEqual(given(0, 1, 0, 0.5));
  expect(withValues(conditions, (_, i) => [2, -1.5][i]!)).toEqual(given(0, 0, 1, -1.5));
  expect(defaultsOf([])).toHaveLength(0);
});

test('one condition is read and replaced among all', () => {
  const all = given(0.25, 0.75, 0, 2);
  expect(partOf(conditions, label, all)).toEqual(given(0.25, 0.75, 0));
  expect(withPart(conditions, weight, all, [1])).toEqual(given(0.25, 0.75, 0, 1));
  expect(all[3]).toBe(2);
  expect(heaviest(partOf(conditions, label, all))).toEqual({ index: 1, weight: 0.75 });
});
