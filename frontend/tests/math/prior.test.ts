import { expect, test } from 'vitest';
import { draw, type Gaussian } from '../../src/math/prior';
import { seeded } from '../random';

const MIXTURE: Gaussian[] = [
  { weight: 3, mean: [10, 0], factor: [[2], [1, 0.5]] },
  { weight: 1, mean: [-10, 5], factor: [[1], [0, 1]] },
];

test('a mixture is drawn from by its weights, means and covariances', () => {
  const random = seeded();
  const points = Array.from({ length: 20_000 }, () => draw(MIXTURE, 2, random));
  const first = points.filter(([x]) => x! > 0);
  expect(first.length / points.length).toBeCloseTo(0.75, 1);
  const mean = [0, 1].map((i) => first.reduce((sum, z) => sum + z[i]!, 0) / first.length);
  expect(mean[0]).toBeCloseTo(10, 0);
  expect(mean[1]).toBeCloseTo(0, 1);
  const covariance = (i: number, j: number): number =>
    first.reduce((sum, z) => sum + (z[i]! - mean[i]!) * (z[j]! - mean[j]!), 0) / first.length;
  expect(covariance(0, 0) / 4).toBeCloseTo(1, 1);
  expect(covariance(0, 1) / 2).toBeCloseTo(1, 1);
  expect(covariance(1, 1) / 1.25).toBeCloseTo(1, 1);
});

test('without a mixture it is the standard normal', () => {
  const random = seeded();
  const points = Array.from({ length: 5000 }, () => draw([], 3, random));
  const values = points.flatMap((z) => [...z]);
  expect(values.reduce((sum, x) => sum + x, 0) / values.length).toBeCloseTo(0, 1);
  expect(values.reduce((sum, x) => sum + x * x, 0) / values.length).toBeCloseTo(1, 1);
});
