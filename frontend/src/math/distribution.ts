/** Empirical distributions of single numbers. */

/** Values in ascending order, for quantiles and shares. */
export function sorted(values: Iterable<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/** The value below which a share of the sorted values lies, interpolated. */
export function quantile(ordered: ArrayLike<number>, share: number): number {
  const at = share * (ordered.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, ordered.length - 1);
  return ordered[low]! + (at - low) * (ordered[high]! - ordered[low]!);
}

/** The share of the sorted values that is greater than x. */
export function above(ordered: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ordered[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return ordered.length ? 1 - low / ordered.length : 0;
}

/** Counts in equal bins from low to high, as densities that integrate to the share of the values within. */
export function histogram(values: Iterable<number>, low: number, high: number, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  let n = 0;
  for (const value of values) {
    n++;
    const bin = Math.floor(((value - low) / (high - low)) * bins);
    if (bin >= 0 && bin < bins) counts[bin]!++;
  }
  return counts.map((count) => (count * bins) / (Math.max(1, n) * (high - low)));
}
