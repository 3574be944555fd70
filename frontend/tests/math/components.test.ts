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
