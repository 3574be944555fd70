import { expect, test } from 'vitest';
import { rasterOf } from '../../src/outputs/raster';
import { dragTarget, painted, paintTarget } from '../../src/state/target';
import { imageOutput } from '../outputs/images';

const [WIDTH, HEIGHT] = [8, 6];
const raster = rasterOf(imageOutput({ width: WIDTH, height: HEIGHT }));
/** Brighter from left to right and from top to bottom. */
const slope = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => 10 * (i % WIDTH) + 20 * Math.floor(i / WIDTH));

test('the brush is round and soft', () => {
  const mask = painted(new Map(), raster, { x: 3.5, y: 2.5 }, 1);
  const at = (x: number, y: number): number => mask.get(y * WIDTH + x) ?? 0;
  expect(at(3, 2)).toBe(1);
  expect(at(4, 2)).toBeCloseTo(Math.exp(-0.5), 6);
  expect(at(3, 3)).toBe(at(4, 2));
  expect(at(7, 5)).toBe(0);
});

test('a stroke has the strongest of its spots at each pixel', () => {
  const first = painted(new Map(), raster, { x: 1.5, y: 2.5 }, 1);
  const both = painted(first, raster, { x: 3.5, y: 2.5 }, 1);
  expect([1, 3].map((x) => both.get(2 * WIDTH + x))).toEqual([1, 1]);
  expect(first.get(2 * WIDTH + 3)).toBeLessThan(1);
});

test('paint shall be bright or dark, and its weights make the mean square in shares of the range', () => {
  const mask = painted(new Map(), raster, { x: 3.5, y: 2.5 }, 1);
  const bright = paintTarget(mask, raster, true);
  expect(new Set(bright.values)).toEqual(new Set([255]));
  expect(new Set(paintTarget(mask, raster, false).values)).toEqual(new Set([0]));
  expect(bright.weights.reduce((sum, weight) => sum + weight, 0) * 255 ** 2).toBeCloseTo(1, 6);
  // a black sample differs from a bright target by the whole range
  const missing = bright.weights.reduce((sum, weight, i) => sum + weight * bright.values[i]! ** 2, 0);
  expect(missing).toBeCloseTo(1, 6);
});

test('a drag wants the picture of its beginning around the pointer, between pixels too', () => {
  const target = dragTarget(slope, raster, { x: 2.5, y: 2.5 }, { x: 4, y: 3 }, 0.8);
  const at = target.indices.indexOf(3 * WIDTH + 4);
  // 1.5 pixels to the left and half a pixel up
  expect(target.values[at]).toBeCloseTo(10 * 2.5 + 20 * 2.5, 6);
});

test('beyond the border a drag has the values of the border', () => {
  const target = dragTarget(slope, raster, { x: 0.5, y: 0.5 }, { x: 3.5, y: 0.5 }, 1);
  const at = target.indices.indexOf(1);
  expect(target.values[at]).toBe(0);
});
