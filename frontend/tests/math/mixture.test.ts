import { describe, expect, test } from 'vitest';
import { logDensity, marginalDensity, marginalRange, margins, ownDensities } from '../../src/math/mixture';
import { density } from '../../src/math/prior';

/** Two Gaussians in the plane, the first with correlated coordinates. */
const MIXTURE = [
  { weight: 1, mean: [1, -1], factor: [[2], [0.5, 1]] },
  { weight: 3, mean: [-2, 0], factor: [[0.5], [0, 0.5]] },
];
const SHARES = [0.25, 0.75];

/** The density from covariances and their determinants. */
function reference(x: number, y: number): number {
  return MIXTURE.reduce((sum, { mean, factor }, i) => {
    const [[a], [b, c]] = factor as [[number], [number, number]];
    const [xx, xy, yy] = [a * a, a * b, b * b + c * c];
    const det = xx * yy - xy * xy;
    const [u, v] = [x - mean[0]!, y - mean[1]!];
    const squared = (yy * u * u - 2 * xy * u * v + xx * v * v) / det;
    return sum + (SHARES[i]! * Math.exp(-0.5 * squared)) / (2 * Math.PI * Math.sqrt(det));
  }, 0);
}

const NORMALISED = MIXTURE.map((part, i) => ({ ...part, weight: SHARES[i]! }));

test.each([
  [1, -1],
  [-2, 0],
  [3, 4],
  [-9, 7],
])('the density at (%d, %d)', (x, y) => {
  expect(logDensity(NORMALISED, Float32Array.of(x, y))).toBeCloseTo(Math.log(reference(x, y)), 5);
});

describe('margins', () => {
  const direction = Float32Array.of(0.6, 0.8);

  test('are the integrals of the density across a direction', () => {
    const along = margins(MIXTURE, { direction });
    for (const x of [-3, -1, 0, 2]) {
      let sum = 0;
      for (let y = -20; y < 20; y += 0.02) sum += 0.02 * reference(0.6 * x - 0.8 * y, 0.8 * x + 0.6 * y);
      expect(marginalDensity(along, x)).toBeCloseTo(sum, 5);
    }
  });

  test('of N(0, I) are N(0, 1)', () => {
    const along = margins([], { direction });
    expect(marginalDensity(along, 0.7)).toBeCloseTo(density(0.7), 12);
    expect(marginalRange(along, 2)).toEqual([-2, 2]);
  });

  test('reach as far as each Gaussian', () => {
    const [low, high] = marginalRange(margins(MIXTURE, { direction: Float32Array.of(1, 0) }), 2);
    expect([low, high]).toEqual([-3, 5]);
  });
});

test('half of the draws are less dense than the median of their densities', () => {
  const own = ownDensities(NORMALISED, 2);
  expect(own.length).toBe(1000);
  // the centre of the narrow Gaussian is denser than all draws, a far point less dense
  expect(logDensity(NORMALISED, Float32Array.of(-2, 0))).toBeGreaterThan(own[980]!);
  expect(logDensity(NORMALISED, Float32Array.of(20, 0))).toBeLessThan(own[0]!);
});
