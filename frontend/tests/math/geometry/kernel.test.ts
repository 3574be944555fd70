import { expect, test } from 'vitest';
import { densityOn, levelsOf } from '../../../src/math/geometry/kernel';
import { normal } from '../../../src/math/prior';
import { seeded } from '../../../src/math/random';

const BOX = { left: -4, right: 4, bottom: -4, top: 4 };
const SIDE = 64;
const random = seeded(1);
const N = 20_000;
/** Independent normal numbers, half as wide upwards. */
const places = Float32Array.from({ length: 2 * N }, (_, i) => (i % 2 ? 0.5 : 1) * normal(random));
const all = (): boolean => true;

test('the density of normal points is the normal density, widened by the kernel', () => {
  const density = densityOn(places, all, BOX, SIDE);
  const widen = Math.sqrt(1 + N ** (-1 / 3));
  const cell = (8 / SIDE) ** 2;
  for (const [row, column] of [
    [32, 32],
    [32, 40],
    [28, 30],
  ] as const) {
    const [x, y] = [(column + 0.5 - 32) / 8, (32 - row - 0.5) / 8];
    const [u, v] = [x / widen, y / (0.5 * widen)];
    const expected = (N * cell * Math.exp(-0.5 * (u * u + v * v))) / (2 * Math.PI * 0.5 * widen ** 2);
    expect(Math.abs(density[row * SIDE + column]! / expected - 1)).toBeLessThan(0.06);
  }
  // what lies within the box stays, but for its edge
  expect(density.reduce((sum, value) => sum + value, 0) / N).toBeCloseTo(1, 3);
});

test('points that do not count, or lie beyond the box, are left out', () => {
  const density = densityOn(Float32Array.of(0, 0, 1, 1, 9, 9), (point) => point !== 1, BOX, SIDE);
  expect(density.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
  expect(densityOn(new Float32Array(), all, BOX, SIDE).every((value) => value === 0)).toBe(true);
});

test('the region above a level has its share of the whole', () => {
  const density = densityOn(places, all, BOX, SIDE);
  const total = density.reduce((sum, value) => sum + value, 0);
  const levels = levelsOf(density, [0.95, 0.5]);
  for (const [i, share] of [0.95, 0.5].entries()) {
    const within = density.reduce((sum, value) => sum + (value >= levels[i]! ? value : 0), 0);
    expect(within / total).toBeGreaterThanOrEqual(share);
    expect(within / total).toBeLessThan(share + 0.01);
  }
  // of a normal distribution: the density falls to one minus the share of its peak
  expect(levels[1]! / Math.max(...density)).toBeCloseTo(0.5, 1);
});

test('without points, every level is 0', () => {
  expect(levelsOf(new Float64Array(9), [0.5])).toEqual([0]);
});
