import { describe, expect, test } from 'vitest';
import { place, slice } from '../../src/math/slice';
import { extentOf, panned, scaleOf, zoomed } from '../../src/views/map/frame';
import { imageOutput } from '../outputs/images';
import { countOf, coverOf, latticeOf, sameLattice, tilePoints } from '../../src/views/map/lattice';

const digit = imageOutput({ height: 28, width: 28 });
const size = { width: 600, height: 500 };
const frame = { x: 0.4, y: -0.3, span: 7 };
const number = (lattice: ReturnType<typeof latticeOf>): number => countOf(lattice).columns * countOf(lattice).rows;

describe('tiles', () => {
  test.each([[size], [{ width: 328, height: 328 }], [{ width: 1200, height: 700 }]])(
    'are a few hundred of recognizable size on a map of %o',
    (size) => {
      for (let zoom = 1; zoom < 40; zoom *= 1.13) {
        const at = { ...frame, span: frame.span / zoom };
        const lattice = latticeOf(at, size, digit);
        expect(lattice.width * scaleOf(at, size)).toBeGreaterThanOrEqual(20 - 1e-9);
        expect(number(lattice)).toBeLessThan(680);
        expect(number(lattice)).toBeGreaterThan(100);
      }
    },
  );

  test('are fewer if images are large', () => {
    const lattice = latticeOf(frame, size, imageOutput({ height: 128, width: 128, channels: 3 }));
    expect(number(lattice) * 128 * 128 * 3).toBeLessThan(5e6);
    expect(number(lattice)).toBeGreaterThan(11);
  });

  test('cover the map except for half a cell', () => {
    const lattice = latticeOf(frame, size, imageOutput({ height: 20, width: 30 }));
    const [seen, cover] = [extentOf(frame, size), coverOf(lattice)];
    expect(lattice.height / lattice.width).toBeCloseTo(2 / 3, 10);
    expect(cover.left).toBeLessThanOrEqual(seen.left);
    expect(cover.right).toBeGreaterThanOrEqual(seen.right);
    expect(cover.bottom).toBeLessThanOrEqual(seen.bottom);
    expect(cover.top).toBeGreaterThanOrEqual(seen.top);
  });

  test('do not move during a pan or a slight zoom', () => {
    const before = latticeOf(frame, size, digit);
    const after = latticeOf(panned(frame, size, 100, 40), size, digit);
    expect(after.width).toBe(before.width);
    expect(after.first[0]).toBeLessThan(before.first[0]);
    const slight = [1.02, 1.04].map((factor) => latticeOf(zoomed(frame, size, factor, 0, 0, frame), size, digit));
    expect(slight.some(({ width }) => width === before.width)).toBe(true);
    expect(sameLattice(before, latticeOf({ ...frame }, size, digit))).toBe(true);
    expect(sameLattice(before, after)).toBe(false);
  });

  test('are decoded at their positions, above the slice, from the top left', () => {
    const on = slice(Float32Array.of(0.5, 0, 0), [0, 1, 0], [0, 0, 1])!;
    const lattice = { width: 0.5, height: 0.25, first: [-1, 2] as [number, number], last: [1, 3] as [number, number] };
    const points = tilePoints(lattice, on, Float32Array.of(9, 0, 0));
    expect(points.length).toBe(3 * 2 * 3);
    const tiles = Array.from({ length: 6 }, (_, i) => points.subarray(3 * i, 3 * i + 3));
    expect(tiles.map((tile) => place(on, tile))).toEqual([
      [-0.5, 0.75],
      [0, 0.75],
      [0.5, 0.75],
      [-0.5, 0.5],
      [0, 0.5],
      [0.5, 0.5],
    ]);
    expect(tiles.every((tile) => tile[0] === 9)).toBe(true);
  });
});
