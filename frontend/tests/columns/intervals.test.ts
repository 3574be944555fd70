import { expect, test } from 'vitest';
import { etaInterval, rhoInterval } from '../../src/columns/intervals';
import cases from './intervals.json';

test('the interval of rho is that of Fieller, Hartley and Pearson', () => {
  const [low, high] = rhoInterval(0.5, 103);
  expect(low).toBeCloseTo(Math.tanh(Math.atanh(0.5) - 1.96 * Math.sqrt(0.0106)), 12);
  expect(high).toBeCloseTo(Math.tanh(Math.atanh(0.5) + 1.96 * Math.sqrt(0.0106)), 12);
  expect(rhoInterval(0.5, 3)).toEqual([-1, 1]);
  expect(rhoInterval(1, 50)).toEqual([1, 1]);
});

test('the interval of eta squared is that of the noncentral F distribution', () => {
  for (const { etaSquared, groups, count, interval } of cases)
    etaInterval(etaSquared, groups, count).forEach((end, i) => expect(end).toBeCloseTo(interval[i]!, 4));
});

test('the interval of eta squared is everything where each item has its own group, and 1 without variance within', () => {
  expect(etaInterval(0.3, 5, 5)).toEqual([0, 1]);
  // nearly 1 by rounding, where all values of a group are the same
  for (const eta of [1, 1 - 1e-15, 1 - 1e-8]) expect(etaInterval(eta, 3, 20_000)).toEqual([1, 1]);
});
