import { noncentralBeta } from '../math/beta';

/** The quantile of the normal distribution below which 97.5 % lie. */
const NORMAL = 1.96;
/** Of the variance of Spearman's rho, transformed by Fisher (Fieller, Hartley and Pearson, 1957). */
const FIELLER = 1.06;
/** The share of estimates beyond either end of an interval. */
const TAIL = 0.025;
/** From here on, both ends are 1 in the digits that are shown, and sums would take ever more terms. */
const WHOLE = 1 - 1e-4;
/** How exactly an end is known: two digits are shown. */
const EXACT = 1e-5;

type Interval = [low: number, high: number];

/** The 95 % interval of Spearman's rho of n items, by Fisher's transformation. */
export function rhoInterval(rho: number, n: number): Interval {
  const away = n > 3 ? NORMAL * Math.sqrt(FIELLER / (n - 3)) : Infinity;
  return [Math.tanh(Math.atanh(rho) - away), Math.tanh(Math.atanh(rho) + away)];
}

/**
 * The 95 % interval of eta squared of n items in groups, from the noncentralities whose noncentral beta distribution
 * has what was found as its 97.5th and 2.5th percentile (Steiger, "Beyond the F test", 2004). It is exact for normal
 * values of equal variance.
 */
export function etaInterval(eta: number, groups: number, n: number): Interval {
  if (groups < 2 || n <= groups) return [0, 1];
  if (eta >= WHOLE) return [1, 1];
  const below = (noncentrality: number): number =>
    noncentralBeta(eta, (groups - 1) / 2, (n - groups) / 2, noncentrality);
  const ends = [1 - TAIL, TAIL].map((share) => {
    if (below(0) <= share) return 0;
    let [low, high] = [0, n];
    while (below(high) > share) [low, high] = [high, 2 * high];
    while (high / (high + n) - low / (low + n) > EXACT) {
      const middle = (low + high) / 2;
      if (below(middle) > share) low = middle;
      else high = middle;
    }
    return low / (low + n);
  });
  return ends as Interval;
}
