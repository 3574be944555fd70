import type { Spread } from '../../state/statistics';

/** The value at a fraction of a strip's length. */
export function valueAt({ low, high }: Pick<Spread, 'low' | 'high'>, share: number): number {
  return low + share * (high - low);
}

/** The fraction of a strip's length at which a value lies, clamped to 0 to 1. */
export function shareAt({ low, high }: Pick<Spread, 'low' | 'high'>, value: number): number {
  return Math.max(0, Math.min(1, (value - low) / (high - low)));
}

/** A value as text without a negative zero: with three decimals, or more where its range is narrower than 1. */
export function written(value: number, { low, high }: Pick<Spread, 'low' | 'high'>): string {
  const decimals = high - low < 1 ? Math.min(12, 3 - Math.floor(Math.log10(high - low))) : 3;
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}

/** The step of the arrow keys: 0.01, or less where the range is narrow. */
export function stepOf({ low, high }: Pick<Spread, 'low' | 'high'>): number {
  return Math.min(0.01, (high - low) / 500);
}

/** Densities as an SVG path, 0 to 1 wide and `height` high, with its base at the bottom. */
export function curve(densities: ArrayLike<number>, top: number, height: number, steps = false): string {
  const n = densities.length;
  const y = (i: number): string => (height * (1 - Math.min(1, densities[i]! / top))).toFixed(2);
  let path = '';
  for (let i = 0; i < n; i++) {
    const middle = ((i + 0.5) / n).toFixed(4);
    path += steps
      ? `L${(i / n).toFixed(4)},${y(i)}L${((i + 1) / n).toFixed(4)},${y(i)}`
      : `${i ? 'L' : ''}${middle},${y(i)}`;
  }
  return steps ? `M0,${height}${path}L1,${height}Z` : `M${path}`;
}
