import { expect, test } from 'vitest';
import { likelihoodFor, rangeOf } from '../../src/training/scaling';
import { bars, waves } from './items';

test.each([
  [[0, 0.5, 1], 0, 1],
  [[-1, 1], -1.1, 1.1],
  // three digits would leave no range
  [[1000, 1004], 999.8, 1004.2],
])('curves of the values %j are drawn from %d to %d', (values, low, high) => {
  expect(rangeOf(Float32Array.from(values))).toEqual({ low, high });
});

test('the likelihood is that of pictures, of curves in [0, 1], or of others', () => {
  const curves = waves(20, 8);
  const shares = { ...curves, values: curves.values.map((value) => value / 10) };
  expect([bars(20), shares, curves].map(likelihoodFor)).toEqual(['squared', 'bernoulli', 'gaussian']);
});
