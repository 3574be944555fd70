import { expect, test } from 'vitest';
import { rateAt, RECIPE } from '../../src/training/descent';

test('the rate rises for a tenth of the steps, and then falls to zero', () => {
  const rates = Array.from({ length: 100 }, (_, step) => rateAt(RECIPE, step, 100));
  expect(rates[0]).toBeCloseTo(RECIPE.rate / 10, 10);
  expect(Math.max(...rates)).toBe(rates[9]);
  expect(rates[9]).toBeCloseTo(RECIPE.rate, 10);
  expect(rates[54]).toBeCloseTo(RECIPE.rate / 2, 10);
  expect(rates[99]).toBeCloseTo(0, 10);
});

test('a single step has the whole rate', () => {
  expect(rateAt(RECIPE, 0, 1)).toBe(RECIPE.rate);
});
