import type { Column } from './column';
import type { Filter } from './filters';

/** A stretch of the numbers or dates of a column, from which a range is taken. */
export interface Extent {
  low: number;
  high: number;
  /** Whether all numbers of the column are whole. */
  integers: boolean;
  /** Whether the stretch consists of whole numbers with half a unit around each. */
  whole: boolean;
}

/** Whether a column has whole numbers only. */
export function areWhole({ kind, numbers }: Column): boolean {
  return kind === 'number' && numbers.every((x) => Number.isNaN(x) || Number.isInteger(x));
}

/** The number at a share of an extent. */
export function valueAt({ low, high }: Extent, share: number): number {
  return low * (1 - share) + high * share;
}

/** Where a number lies in an extent, from 0 to 1. */
export function shareOf({ low, high }: Extent, value: number): number {
  // divided before it is subtracted: the width may be too large for a number
  const width = high - low;
  return Math.max(0, Math.min(1, value / width - low / width || 0));
}

/**
 * The filter that keeps what lies between two shares of an extent; null if that is everything. An end of the extent
 * stands for what lies beyond it as well.
 */
export function rangeOf(column: Column, extent: Extent, a: number, b: number): Filter | null {
  const [from, to] = [Math.min(a, b), Math.max(a, b)];
  if (from <= 0 && to >= 1) return null;
  const [least, greatest] = column.range!;
  // what is kept is what is shown
  let low = from > 0 ? column.rounded(valueAt(extent, from)) : least;
  let high = to < 1 ? column.rounded(valueAt(extent, to)) : greatest;
  if (extent.whole) [low, high] = [Math.ceil(low), Math.max(Math.ceil(low), Math.floor(high))];
  else if (extent.integers) [low, high] = [Math.round(low), Math.round(high)];
  else if (column.kind === 'date') [low, high] = [Math.floor(low), Math.ceil(high)];
  return { kind: 'range', low, high };
}
