import { describe, expect, test } from 'vitest';
import { orderOfStrips, orderOfTiles } from '../../src/views/order';

const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const ascending = (cells: readonly number[]): number[] => [...cells].sort((a, b) => a - b);

describe('the order of strips', () => {
  test('begins with three images of each, then has five, then all', () => {
    const { cells, coarse } = orderOfStrips(2, 11);
    expect(coarse).toBe(6);
    expect(cells.slice(0, 6)).toEqual([1, 5, 9, 12, 16, 20]);
    expect(cells.slice(6, 10)).toEqual([3, 7, 14, 18]);
    expect(ascending(cells)).toEqual(numbers(22));
  });

  test.each([3, 4, 5, 6, 7, 25])('of %d images has each of them once', (count) => {
    const { cells, coarse } = orderOfStrips(3, count);
    expect(ascending(cells)).toEqual(numbers(3 * count));
    expect(coarse).toBe(9);
  });
});

describe('the order of tiles', () => {
  test('begins in the centre with every second tile of every second row', () => {
    const { cells, coarse } = orderOfTiles(5, 5, 0, 0);
    expect(coarse).toBe(9);
    expect(cells[0]).toBe(12);
    expect(ascending(cells.slice(0, 9))).toEqual([0, 2, 4, 10, 12, 14, 20, 22, 24]);
    expect(ascending(cells.slice(9, 13))).toEqual([7, 11, 13, 17]);
    expect(ascending(cells)).toEqual(numbers(25));
  });

  test('chooses the same tiles first wherever the map begins', () => {
    const { cells, coarse } = orderOfTiles(4, 3, -3, 7);
    expect(ascending(cells.slice(0, coarse))).toEqual([5, 7]);
  });
});
