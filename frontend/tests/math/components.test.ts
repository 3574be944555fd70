import { describe, expect, it } from 'vitest';
import { principalComponents } from '../../src/math/components';
import { normal } from '../../src/math/prior';
import { dot } from '../../src/math/vector';
import { seeded } from '../random';

/** n rows around a mean, with deviations 3, 2 and 1 along three directions, and very small ones along the others. */
function cloud(n: number, d: number): { rows: Float32Array<ArrayBuffer>; directions: Float64Array[] } {
  const random = seeded();
  const directions = [0, 1, 2]
    .map((k) => Float64Array.from({ length: d }, (_, i) => (i % 3 === k ? 1 : 0)))
    .map((one) => one.map((value) => value / Math.sqrt(dot(one, one))));
  const rows = new Float32Array(n * d);
  for (let r = 0; r < n; r++) {
    const shares = [3, 2, 1].map((deviation) => deviation * normal(random));
    for (let i = 0; i < d; i++)
      rows[r * d + i] =
        5 + 0.01 * normal(random) + directions.reduce((sum, direction, k) => sum + shares[k]! * direction[i]!, 0);
  }
  return { rows, directions };
}

describe.each([
  [2000, 12],
  [2001, 200],
  [390, 600],
])('of %i rows of %i numbers', (n, d) => {
  const { rows, directions } = cloud(n, d);
  const { mean, components, deviations } = principalComponents(rows, d, 3);

  it('are the directions with the largest deviations', () => {
    directions.forEach((direction, k) => expect(Math.abs(dot(direction, components[k]!))).toBeGreaterThan(0.98));
    [3, 2, 1].forEach((deviation, k) => expect(Math.abs(deviations[k]! / deviation - 1)).toBeLessThan(0.12));
  });

  it('are orthonormal, about the mean', () => {
    components.forEach((a, i) => components.forEach((b, j) => expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 4)));
    for (const value of mean) expect(Math.abs(value - 5)).toBeLessThan(0.6);
  });
});

it('are eigenvectors of the covariance, with its leading eigenvalues', () => {
  const random = seeded();
  const [n, d, count] = [301, 150, 12];
  // deviations that fall slowly, along axes that no single coordinate follows
  const rows = new Float32Array(n * d);
  const mixing = Array.from({ length: d }, () => Float64Array.from({ length: d }, () => normal(random) / Math.sqrt(d)));
  for (let r = 0; r < n; r++)
    mixing.forEach((axis, k) => {
      const share = normal(random) / (k + 1) ** 0.7;
      axis.forEach((value, i) => (rows[r * d + i]! += 2 / d + share * value));
    });
  const { mean, components, deviations } = principalComponents(rows, d, count);
  let total = 0;
  components.forEach((component, k) => {
    const image = new Float64Array(d);
    for (let r = 0; r < n; r++) {
      const centred = Float64Array.from({ length: d }, (_, i) => rows[r * d + i]! - mean[i]!);
      const along = dot(centred, component) / n;
      centred.forEach((value, i) => (image[i]! += along * value));
      if (!k) total += dot(centred, centred) / n;
    }
    const variance = deviations[k]! ** 2;
    const residual = image.map((value, i) => value - variance * component[i]!);
    expect(Math.sqrt(dot(residual, residual)) / variance).toBeLessThan(2e-3);
  });
  expect([...deviations].sort((a, b) => b - a)).toEqual(deviations);
  // what remains must be spread over the other dimensions, each with less than the last component
  const rest = total - deviations.reduce((sum, value) => sum + value ** 2, 0);
  expect(rest).toBeLessThan((d - count) * deviations.at(-1)! ** 2);
});

it('exist for rows that are all equal, and for fewer rows than components', () => {
  expect(principalComponents(new Float32Array(40).fill(3), 4, 2).deviations).toEqual([0, 0]);
  const { components } = principalComponents(Float32Array.of(1, 2, 3, 4, 3, 2, 5, 4), 4, 3);
  for (const component of components) expect(dot(component, component)).toBeCloseTo(1, 5);
});
