import { logGamma } from './gamma';

/** The share of a sum or a fraction at which it ends, and the most terms. */
const ENOUGH = 1e-13;
const MOST = 100_000;

/** The density of the beta distribution with parameters a, b at x, times x (1 - x). */
function weight(x: number, a: number, b: number): number {
  return Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b));
}

/**
 * The share of the beta distribution with parameters a, b > 0 that is at most x, from 0 to 1: the regularized
 * incomplete beta function, by its continued fraction (DLMF, 8.17.22), with an error of 1e-10.
 */
export function beta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - beta(1 - x, b, a);
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1))];
  let fraction = d;
  for (let m = 1; m < MOST; m++) {
    let change = 1;
    for (const step of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      c = 1 + step / c || Number.MIN_VALUE;
      d = 1 / (1 + step * d || Number.MIN_VALUE);
      change *= c * d;
    }
    fraction *= change;
    if (Math.abs(change - 1) < ENOUGH) break;
  }
  return (weight(x, a, b) / a) * fraction;
}

/**
 * The share of the noncentral beta distribution with parameters a, b > 0 and noncentrality >= 0 that is at most x: beta
 * distributions of a + j, b, weighted by the Poisson distribution of j with half the noncentrality as its mean (DLMF,
 * 8.17.20 leads from one to the next). The sum begins at the largest weight.
 */
export function noncentralBeta(x: number, a: number, b: number, noncentrality: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  const mean = noncentrality / 2;
  if (!mean) return beta(x, a, b);
  const middle = Math.floor(mean);
  const poisson = Math.exp(middle * Math.log(mean) - mean - logGamma(middle + 1));
  const share = beta(x, a + middle, b);
  const step = weight(x, a + middle, b) / (a + middle);
  let sum = poisson * share;
  let [p, now, next] = [poisson, share, step];
  for (let j = middle; p > ENOUGH * poisson; j++) {
    now -= next;
    next *= (x * (a + j + b)) / (a + j + 1);
    sum += (p *= mean / (j + 1)) * now;
  }
  [p, now, next] = [poisson, share, step];
  for (let j = middle; j > 0 && p > ENOUGH * poisson; j--) {
    next *= (a + j) / (x * (a + j - 1 + b));
    now += next;
    sum += (p *= j / mean) * now;
  }
  return Math.min(1, Math.max(0, sum));
}
