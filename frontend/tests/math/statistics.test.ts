import { describe, expect, test } from 'vitest';
import { principalComponents } from '../../src/math/components';
import { above, histogram, quantile, sorted } from '../../src/math/distribution';
import { nearest } from '../../src/math/neighbours';
import { beyond, normal, usualness } from '../../src/math/prior';
import { dot } from '../../src/math/vector';
import { seeded } from '../random';

test.each([
  [0.5, 1, 0.4795001221869535],
  [6, 6, 0.42319008112684364],
  [20, 6, 0.0027693957155115775],
  [60, 64, 0.6186429898084839],
  [700, 512, 5.8099011831113125e-8],
  [0, 3, 1],
])("the share of the prior beyond a squared distance of %s in %s dimensions equals SciPy's", (squared, d, share) => {
  expect(beyond(squared, d) / share).toBeCloseTo(1, 6);
});

test.each([
  // SciPy: 2 * min(chi2.cdf(x, d), chi2.sf(x, d))
  [0, 64, 0],
  [63.334, 64, 0.99996],
  [49, 64, 0.16569],
  [80, 64, 0.17104],
  [0, 3, 0],
  [0, 2, 1],
  [0, 1, 1],
])('a squared distance of %s in %s dimensions is usual to %s', (squared, d, share) => {
  expect(usualness(squared, d)).toBeCloseTo(share, 3);
});

test('draws of the prior have its mean and variance', () => {
  const random = seeded();
  const draws = Array.from({ length: 20_000 }, () => normal(random));
  expect(draws.reduce((sum, value) => sum + value, 0) / draws.length).toBeCloseTo(0, 1);
  expect(draws.reduce((sum, value) => sum + value * value, 0) / draws.length).toBeCloseTo(1, 1);
});

describe('an empirical distribution', () => {
  const ordered = sorted([3, 1, 2, 4, 5]);
  test('has quantiles between its values', () => {
    expect([quantile(ordered, 0), quantile(ordered, 0.5), quantile(ordered, 0.875), quantile(ordered, 1)]).toEqual([
      1, 3, 4.5, 5,
    ]);
  });
  test('has shares above a value', () => {
    expect([above(ordered, 0), above(ordered, 3), above(ordered, 5)]).toEqual([1, 0.4, 0]);
  });
  test('has a density that integrates to the share inside', () => {
    const density = histogram([0.1, 0.2, 0.9, 7], 0, 1, 4);
    expect(density.reduce((sum, value) => sum + value / 4, 0)).toBeCloseTo(0.75);
    expect([...density]).toEqual([2, 0, 0, 1]);
  });
});

test('the nearest neighbours equal those found by sorting', () => {
  const random = seeded();
  const data = Float32Array.from({ length: 300 }, random);
  const point = [0.5, 0.5, 0.5];
  const all = Array.from({ length: 100 }, (_, i) => ({
    i,
    distance: Math.hypot(...point.map((value, k) => data[i * 3 + k]! - value)),
  })).sort((a, b) => a.distance - b.distance);
  const { indices, distances } = nearest(data, point, 5);
  expect(indices).toEqual(all.slice(0, 5).map(({ i }) => i));
  distances.forEach((distance, k) => expect(distance).toBeCloseTo(all[k]!.distance, 6));
  expect(nearest(data, point, 1, all[0]!.i).indices).toEqual([all[1]!.i]);
});

test('principal components are the directions of greatest variance', () => {
  const random = seeded();
  const axes = [
    [0.6, 0.8, 0],
    [-0.8, 0.6, 0],
    [0, 0, 1],
  ];
  const scales = [3, 1, 0.2];
  const data = new Float32Array(3 * 4000);
  for (let r = 0; r < 4000; r++)
    axes.forEach((axis, k) => {
      const length = scales[k]! * normal(random);
      axis.forEach((value, i) => (data[r * 3 + i]! += 5 + length * value));
    });
  const {
    mean,
    components: [first, second],
  } = principalComponents(data, 3, 2);
  expect(Math.abs(dot(first!, axes[0]!))).toBeGreaterThan(0.999);
  expect(Math.abs(dot(second!, axes[1]!))).toBeGreaterThan(0.999);
  expect(dot(first!, second!)).toBeCloseTo(0, 5);
  mean.forEach((value) => expect(Math.abs(value - 15)).toBeLessThan(0.2));
});
