import { expect, test } from 'vitest';
import type { Column } from '../../src/columns/column';
import { sortBy } from '../../src/columns/order';
import { category, number, text } from './columns';

const order = (column: Column, descending = false): number[] => [
  ...sortBy(
    Uint32Array.from({ length: column.n }, (_, i) => i),
    column,
    descending,
  ),
];

test('missing values are last in both directions, and equal ones keep their order', () => {
  const x = number('x', [2, NaN, 1, 2]);
  expect(order(x)).toEqual([2, 0, 3, 1]);
  expect(order(x, true)).toEqual([0, 3, 2, 1]);
  expect(order(text('x', ['b', null, 'a10', 'a9']))).toEqual([3, 2, 0, 1]);
});

test('categories are sorted by name, or in their own order', () => {
  expect(order(category('x', [0, 1, -1, 2], ['z', 'a', 'm']))).toEqual([1, 3, 0, 2]);
  expect(order(category('x', [2, 1, -1, 0], ['z', 'a', 'm'], true))).toEqual([3, 1, 0, 2]);
});
