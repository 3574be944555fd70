import { expect, test } from 'vitest';
import { cellAt, cornerOf, gridOf, indexOf, mapsOf, pageOf, stepped } from '../../../src/views/network/grid';
import { limitsFor } from '../../../src/views/network/limits';

test.each([
  [[128], { count: 128, height: 1, width: 1 }],
  [[8, 200], { count: 8, height: 1, width: 200 }],
  [[16, 14, 12], { count: 16, height: 14, width: 12 }],
  [[4, 2, 5, 6], { count: 8, height: 5, width: 6 }],
  [[], { count: 1, height: 1, width: 1 }],
])('the maps of %j', (shape, maps) => {
  expect(mapsOf(shape)).toEqual(maps);
});

test.each([[[1568]], [[3, 40]], [[16, 14, 14]], [[1, 28, 28]], [[12, 128, 64]]])(
  'each value of %j is found at its own corner, and none is wider than the page',
  (shape) => {
    const maps = mapsOf(shape);
    const to = Math.min(maps.count, pageOf(maps));
    const grid = gridOf(maps, 0, to, 300);
    expect(grid.width).toBeLessThanOrEqual(300.001);
    for (const map of [0, Math.floor(to / 2), to - 1]) {
      const cell = { map, row: maps.height - 1, column: maps.width - 1 };
      const [x, y] = cornerOf(grid, cell);
      expect(cellAt(grid, x + grid.across / 2, y + grid.down / 2)).toEqual(cell);
    }
  },
);

test('there is no value between maps, and none outside', () => {
  const grid = gridOf(mapsOf([4, 7, 7]), 0, 4, 400);
  expect(cellAt(grid, 7 * grid.across + 1, 1)).toBeNull();
  expect(cellAt(grid, -1, 1)).toBeNull();
  expect(cellAt(grid, 1, grid.height + grid.down)).toBeNull();
});

test('a step leads across the edge of a map, and stays at the last one', () => {
  const grid = gridOf(mapsOf([2, 3, 3]), 0, 2, 400);
  expect(stepped(grid, { map: 0, row: 1, column: 2 }, 1, 0)).toEqual({ map: 1, row: 1, column: 0 });
  expect(stepped(grid, { map: 1, row: 1, column: 2 }, 1, 0)).toEqual({ map: 1, row: 1, column: 2 });
  expect(stepped(grid, { map: 1, row: 1, column: 0 }, -1, 0)).toEqual({ map: 0, row: 1, column: 2 });
});

test('the index of a value counts maps, rows and columns', () => {
  const grid = gridOf(mapsOf([2, 3, 5]), 0, 2, 400);
  expect(indexOf(grid, { map: 1, row: 2, column: 4 })).toBe(29);
});

test('colours keep their range while values fill enough of it', () => {
  const first = limitsFor(Float32Array.of(0, 1.2), null);
  expect(first).toEqual({ most: 1.5, signed: false });
  expect(limitsFor(Float32Array.of(0, 0.6), first)).toBe(first);
  expect(limitsFor(Float32Array.of(0, 0.25), first)).toEqual({ most: 0.3, signed: false });
  expect(limitsFor(Float32Array.of(-1, 1.6), first)).toEqual({ most: 2, signed: true });
});

test('values that are all zero, or no numbers, have a range too', () => {
  expect(limitsFor(new Float32Array(3), null)).toEqual({ most: 1, signed: false });
  expect(limitsFor(Float32Array.of(Infinity, 0), null)).toEqual({ most: 1, signed: true });
});
