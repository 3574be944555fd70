/** The prior: random draws and, for N(0, I), densities and tails. */
import { logGamma } from './gamma';
import type { Vector } from './vector';

/** A component of a mixture. */
export interface Gaussian {
  weight: number;
  mean: number[];
  /** Lower triangular, rows up to the diagonal: the covariance is the factor times its transpose. */
  factor: number[][];
}

/** A draw of the standard normal distribution (Box and Muller, 1958). */
export function normal(random: () => number = Math.random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A draw of a mixture; of N(0, I) if it is empty. */
export function draw(mixture: readonly Gaussian[], d: number, random: () => number = Math.random): Vector {
  const total = mixture.reduce((sum, { weight }) => sum + weight, 0);
  let left = mixture.length ? random() * total : 0;
  const part = mixture.find(({ weight }) => (left -= weight) < 0) ?? mixture.at(-1);
  const noise = Float64Array.from({ length: d }, () => normal(random));
  if (!part) return Float32Array.from(noise);
  return Float32Array.from(part.factor, (row, i) =>
    row.reduce((sum, value, j) => sum + value * noise[j]!, part.mean[i]!),
  );
}

/** The density of the standard normal distribution. */
export function density(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/**
 * The share of N(0, I) in d dimensions that lies farther from the origin than a squared distance: the upper tail of
 * chi squared, Q(d / 2, x / 2). The regularized incomplete gamma function by its series below a + 1 and by its
 * continued fraction above (Abramowitz and Stegun, 6.5.29 and 6.5.31).
 */
export function beyond(squared: number, d: number): number {
  const a = d / 2;
  const x = squared / 2;
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 1000 && term > sum * 1e-12; n++) sum += term *= x / (a + n);
    return Math.max(0, 1 - scale * sum);
  }
  let b = x + 1 - a;
  let c = 1e300;
  let e = 1 / b;
  let h = e;
  for (let n = 1; n < 1000; n++) {
    const step = -n * (n - a);
    b += 2;
    e = 1 / (step * e + b || 1e-300);
    c = b + step / c || 1e-300;
    h *= e * c;
    if (Math.abs(e * c - 1) < 1e-12) break;
  }
  return scale * h;
}

/**
 * How usual a squared distance from the origin is under N(0, I) in d dimensions, from 0 to 1: the two-sided p-value of
 * its chi-squared distribution with d degrees of freedom. In one and two dimensions draws surround the origin closely,
 * so only the outer side counts.
 */
export function usualness(squared: number, d: number): number {
  const outside = beyond(squared, d);
  return d > 2 ? 2 * Math.min(outside, 1 - outside) : outside;
}
