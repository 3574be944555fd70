import { expect, test } from 'vitest';
import { logDensities } from '../../../src/math/geometry/density';

test('the density of one posterior is that of its Gaussian', () => {
  const [mean, logvar] = [Float32Array.of(1, -1), Float32Array.of(Math.log(4), 0)];
  const [found] = logDensities({ n: 1, mean, logvar }, Float32Array.of(3, 0));
  expect(found).toBeCloseTo(-Math.log(2 * Math.PI) - Math.log(2) - 0.5 - 0.5, 6);
});

test('the density of several is their mean, and far away it is still finite', () => {
  const data = { n: 2, mean: Float32Array.of(0, 2), logvar: new Float32Array(2) };
  const normal = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  const [near, far] = logDensities(data, Float32Array.of(0.5, 1000));
  expect(near).toBeCloseTo(Math.log((normal(0.5) + normal(1.5)) / 2), 6);
  expect(Number.isFinite(far)).toBe(true);
});
