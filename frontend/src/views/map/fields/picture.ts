import { quantile, sorted } from '../../../math/distribution';
import { paletteOf } from '../../../outputs/palette';
import { likeliest } from '../../../sources/predictor';
import type { Verdict } from './kinds';

/** The share of values at each end that have the colour of the end. */
const TAIL = 0.02;

/** The colours of fields: even steps of lightness, the same as those of output fields. */
export const colours = (): Uint32Array => paletteOf(0, 1).words;

/** The values between which the colours of a scale go. */
export interface Scale {
  low: number;
  high: number;
  isLog: boolean;
}

/** What a picture of a field needs of it. */
export interface Picture {
  values: ArrayLike<number>;
  verdict: Verdict | null;
  trust: ArrayLike<number> | null;
  side: number;
  scale: Scale;
}

/** The scale of some values; null if none is finite. Logarithmic scales need positive values. */
export function scaleOf(values: ArrayLike<number>, isLog: boolean): Scale | null {
  const finite = sorted(Array.from(values).filter((value) => Number.isFinite(value) && (!isLog || value > 0)));
  if (!finite.length) return null;
  return { low: quantile(finite, TAIL), high: quantile(finite, 1 - TAIL), isLog };
}

/** Where a value lies on a scale, from 0 to 1; NaN if it has no place there. */
export function shareOn({ low, high, isLog }: Scale, value: number): number {
  const on = (one: number): number => (isLog ? Math.log(Math.max(one, Number.MIN_VALUE)) : one);
  if (Number.isNaN(value)) return NaN;
  const width = on(high) - on(low);
  return width > 0 ? Math.max(0, Math.min(1, (on(value) - on(low)) / width)) : 0.5;
}

/** The brightness of a class that is not at all probable, as a share of that of a certain one. */
const DARKEST = 0.15;

/** The pixels of a field of `side` by `side` values, of classes the colours; what is not trusted fades. */
export function pixelsOf({ values, verdict, trust, side, scale }: Picture): ImageData {
  const pixels = new ImageData(side, side);
  const words = new Uint32Array(pixels.data.buffer);
  const ramp = colours();
  if (verdict) {
    const { scores, names, colours: all } = verdict;
    for (let cell = 0; cell < words.length; cell++) {
      const colour = all[likeliest(scores, cell, names.length)]!;
      // a class is at least as probable as one of k
      const sure = DARKEST + (1 - DARKEST) * ((values[cell]! * names.length - 1) / Math.max(1, names.length - 1));
      pixels.data.set([...colour.map((part) => 255 * sure * part), 255 * (trust ? trust[cell]! : 1)], 4 * cell);
    }
    return pixels;
  }
  for (let cell = 0; cell < words.length; cell++) {
    const share = shareOn(scale, values[cell]!);
    if (Number.isNaN(share)) continue;
    const alpha = Math.round(255 * (trust ? trust[cell]! : 1));
    words[cell] = (ramp[Math.round(share * (ramp.length - 1))]! & 0xffffff) | (alpha << 24);
  }
  return pixels;
}
