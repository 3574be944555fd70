import type { Column } from './column';

/** The bars of a histogram. */
const BARS = 40;

/** The bins of a column of numbers or dates. */
export interface Bins {
  low: number;
  high: number;
  count: number;
  /** Whether all numbers are whole. */
  integers: boolean;
  /** Whether each bin is a whole number: the first begins half a unit below it. */
  whole: boolean;
  /** (n,): each item's bin; `count` where it has no value. */
  of: Uint8Array;
}

/** Bins of equal width between the least and the greatest number; a bin for each of a few whole numbers. */
export function binsOf(column: Column): Bins | null {
  const { range, numbers, n } = column;
  if (!range) return null;
  const [least, greatest] = range;
  const integers = column.kind === 'number' && numbers.every((x) => Number.isNaN(x) || Number.isInteger(x));
  const whole = integers && greatest - least < BARS;
  const [low, high] = whole ? [least - 0.5, greatest + 0.5] : greatest > least ? range : [least - 0.5, least + 0.5];
  const count = whole ? Math.round(high - low) : BARS;
  const of = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    // divided before it is subtracted: the width of a range may be too large for a number
    const share = numbers[i]! / (high - low) - low / (high - low);
    of[i] = Number.isNaN(numbers[i]) ? count : Math.max(0, Math.min(count - 1, Math.floor((share || 0) * count)));
  }
  return { low, high, count, integers, whole, of };
}

/**
 * The items of each bin, and at last those without a value, that all filters but a column's own keep. `fails` (n,) counts
 * the filters that leave an item out; `own` (n,) is what the column's own keeps.
 */
export function countsOf(
  of: ArrayLike<number>,
  count: number,
  fails: Uint16Array | null,
  own: Uint8Array | null,
): Uint32Array {
  const counts = new Uint32Array(count + 1);
  for (let i = 0; i < of.length; i++) {
    if (fails && fails[i]! > (own ? 1 - own[i]! : 0)) continue;
    const bin = of[i]!;
    counts[bin < 0 ? count : bin]!++;
  }
  return counts;
}
