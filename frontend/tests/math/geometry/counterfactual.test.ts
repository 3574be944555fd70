import { expect, test } from 'vitest';
import { counterfactual, type Margins } from '../../../src/math/geometry/counterfactual';
import { norm } from '../../../src/math/vector';

/** Margins of points (n, d), each by a formula. */
const each =
  (margin: (point: Float32Array) => number, d: number): Margins =>
  async (points, n) =>
    Array.from({ length: n }, (_, i) => margin(points.subarray(i * d, (i + 1) * d)));

const NORMAL = [0.5, -1, 2, 0.25];
const plane = each((point) => point.reduce((sum, value, i) => sum + value * NORMAL[i]!, -1), 4);

test('on a plane it is the foot of the perpendicular', async () => {
  const start = Float32Array.of(0.3, 1, -0.5, 0.2);
  const behind = Float32Array.of(5, -5, 5, 5, 1, 0, 3, 0);
  const found = await counterfactual(plane, 1, start, behind);
  const square = NORMAL.reduce((sum, value) => sum + value ** 2, 0);
  const short = 1 - start.reduce((sum, value, i) => sum + value * NORMAL[i]!, 0);
  start.forEach((value, i) => expect(found![i]).toBeCloseTo(value + (short * NORMAL[i]!) / square, 2));
});

test('around a ball it is the nearest point of the ball', async () => {
  const ball = each(([x, y]) => 1 - Math.hypot(x! - 4, y!), 2);
  const found = await counterfactual(ball, 1, Float32Array.of(0, 0), Float32Array.of(4, 0.9, 4.5, -0.5));
  expect(norm(found!)).toBeCloseTo(3, 2);
  expect(found![1]).toBeCloseTo(0, 1);
});

test('a point behind the boundary is its own, and without any there is none', async () => {
  const start = Float32Array.of(9, 0, 9, 0);
  expect(await counterfactual(plane, 1, start, Float32Array.of(1, 1, 1, 1))).toBe(start);
  const before = Float32Array.of(-1, 0, 0, 0);
  expect(await counterfactual(plane, 1, before, Float32Array.of(-2, 0, 0, 0))).toBeNull();
  expect(await counterfactual(plane, 1, before, new Float32Array(0))).toBeNull();
});

test('a boundary without a slope is approached in a straight line', async () => {
  const step = each(([x]) => (x! >= 1 ? 1 : -1), 2);
  const found = await counterfactual(step, 1, Float32Array.of(0, 0), Float32Array.of(2, 0));
  expect(found![0]).toBeCloseTo(1, 3);
});

test('with more than 512 dimensions the boundary is not followed', async () => {
  const counts: number[] = [];
  const many: Margins = async (points, n) => {
    counts.push(n);
    return Array.from({ length: n }, (_, i) => points[i * 600]! - 1);
  };
  const found = await counterfactual(many, 1, new Float32Array(600), new Float32Array(600).fill(2));
  expect(found![0]).toBeCloseTo(1, 3);
  expect(Math.max(...counts)).toBeLessThan(600);
});

test('where two boundaries meet it is in the corner', async () => {
  // behind both of x >= 1 and y >= 2 x - 1, which form a narrow wedge upwards
  const wedge: Margins = async (points, n) =>
    Array.from({ length: n }, (_, i) => [points[2 * i]! - 1, points[2 * i + 1]! - 2 * points[2 * i]! + 1]).flat();
  const found = await counterfactual(wedge, 2, Float32Array.of(0, -2), Float32Array.of(2, 9, 1.2, 4));
  expect(found![0]).toBeCloseTo(1, 2);
  expect(found![1]).toBeCloseTo(1, 2);
});
