import { expect, test } from 'vitest';
import { beta, noncentralBeta } from '../../src/math/beta';

test('with whole parameters the incomplete beta function is a sum of binomial probabilities', () => {
  const [a, b] = [3, 5];
  const n = a + b - 1;
  const choose = (k: number): number => (k ? (choose(k - 1) * (n - k + 1)) / k : 1);
  for (const x of [0.05, 0.3, 0.6, 0.95]) {
    let sum = 0;
    for (let k = a; k <= n; k++) sum += choose(k) * x ** k * (1 - x) ** (n - k);
    expect(beta(x, a, b)).toBeCloseTo(sum, 10);
  }
});

test('it is 0 and 1 at the ends, and symmetric', () => {
  expect([beta(0, 2, 3), beta(1, 2, 3)]).toEqual([0, 1]);
  expect(beta(0.2, 40, 7.5)).toBeCloseTo(1 - beta(0.8, 7.5, 40), 12);
});

test('a noncentral beta distribution is a mixture of beta distributions', () => {
  const [x, a, b, noncentrality] = [0.4, 1.5, 20, 9];
  let [sum, weight] = [0, Math.exp(-noncentrality / 2)];
  for (let j = 0; j < 60; j++) {
    sum += weight * beta(x, a + j, b);
    weight *= noncentrality / 2 / (j + 1);
  }
  expect(noncentralBeta(x, a, b, noncentrality)).toBeCloseTo(sum, 10);
  expect(noncentralBeta(x, a, b, 0)).toBe(beta(x, a, b));
});
