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

/** The classes at the low and the high end of a slider; '' for none. */
type Ends = readonly [string, string];

/** A value as screen readers announce it: with the class towards which it lies or, without classes, its place. */
export function valueText(value: number, spread: Pick<Spread, 'low' | 'high'>, ends: Ends | null): string {
  const share = shareAt(spread, value);
  const towards = ends && ends[0] !== ends[1] ? ends[share < 0.5 ? 0 : 1] : '';
  return `${written(value, spread)}, ${towards ? `towards ${towards}` : `${Math.round(100 * share)} % of the way`}`;
}

/** What lies at a slider's ends, as a sentence; '' if that is unknown. */
export function endsText(ends: Ends | null): string {
  const [low, high] = ends ?? ['', ''];
  if (!low || !high) return '';
  return low === high ? `Both ends are near ${low}.` : `The low end is near ${low}, the high end near ${high}.`;
}

/** The step of the arrow keys: 0.01, or less where the range is narrow. */
export function stepOf({ low, high }: Pick<Spread, 'low' | 'high'>): number {
  return Math.min(0.01, (high - low) / 500);
}

/** The value to which a key moves a slider, which Backspace leads to `home`; undefined if it moves none. */
export function nextValue(
  { key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent,
  value: number,
  spread: Pick<Spread, 'low' | 'high'>,
  home = 0,
): number | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const { low, high } = spread;
  const step = stepOf(spread) * (shiftKey ? 10 : 1);
  const page = (high - low) / 10;
  return {
    ArrowLeft: value - step,
    ArrowDown: value - step,
    ArrowRight: value + step,
    ArrowUp: value + step,
    PageDown: value - page,
    PageUp: value + page,
    Home: low,
    End: high,
    Backspace: home,
    Delete: home,
  }[key];
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
