import type { Column } from './column';
import { areWhole, type Extent } from './extent';

/** The bars of a histogram. */
const BARS = 40;

/** The bins of a column of numbers or dates. */
export interface Bins extends Extent {
  count: number;
  /** (n,): each item's bin; `count` where it has no value. */
  of: Uint16Array;
}

/** Bins of equal width between the least and the greatest number; a bin for each of a few whole numbers. */
export function binsOf(column: Column): Bins | null {
  const { range, numbers, n } = column;
  if (!range) return null;
  const [least, greatest] = range;
  const integers = areWhole(column);
  const whole = integers && greatest - least < BARS;
  const [low, high] = whole ? [least - 0.5, greatest + 0.5] : greatest > least ? range : [least - 0.5, least + 0.5];
  const count = whole ? Math.round(high - low) : BARS;
  const of = new Uint16Array(n);
  for (let i = 0; i < n; i++) {
    // divided before it is subtracted: the width of a range may be too large for a number
    const share = numbers[i]! / (high - low) - low / (high - low);
    of[i] = Number.isNaN(numbers[i]) ? count : Math.max(0, Math.min(count - 1, Math.floor((share || 0) * count)));
  }
  return { low, high, count, integers, whole, of };
}

/**
 * The items of each bin, and at last those without a value, that all filters but a column's own keep. `of` (n,) are the
 * bins, `fails` (n,) counts the filters that leave an item out, and `own` (n,) is 1 for what the column's own keeps.
 * Without branches, which would take most of the time with a million items.
 */
export function countsOf(
  of: Uint16Array,
  count: number,
  fails: Uint16Array | null,
  own: Uint8Array | null,
): Uint32Array {
  const n = of.length;
  const away = count + 1;
  const counts = new Uint32Array(away + 1);
  if (!fails) for (let i = 0; i < n; i++) counts[of[i]!]!++;
  else if (!own) for (let i = 0; i < n; i++) counts[fails[i] ? away : of[i]!]!++;
  else for (let i = 0; i < n; i++) counts[fails[i]! + own[i]! > 1 ? away : of[i]!]!++;
  return counts.subarray(0, away);
}
