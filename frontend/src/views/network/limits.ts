import type { Vector } from '../../math/vector';

/** The range of a layer's colours: from 0 or, with values of both signs, from -most, to most. */
export interface Limits {
  most: number;
  signed: boolean;
}

/** The share of the largest value from which negative ones count. */
const NEGATIVE = 0.02;
/** The range shrinks once the values fill less than this share of it. */
const UNFILLED = 0.3;

/** Limits for values. They follow earlier ones as far as possible, so that colours keep their meaning. */
export function limitsFor(values: Vector, before: Limits | null): Limits {
  let [low, high] = [0, 0];
  for (const value of values) {
    if (value < low) low = value;
    else if (value > high) high = value;
  }
  const largest = Math.max(-low, high);
  if (!Number.isFinite(largest)) return before ?? { most: 1, signed: true };
  const signed = before?.signed || -low > NEGATIVE * largest;
  const fits = before && largest <= before.most && largest >= UNFILLED * before.most;
  const most = fits ? before.most : rounded(largest);
  return before && most === before.most && signed === before.signed ? before : { most, signed };
}

/** The next round number; 1 for 0. */
function rounded(value: number): number {
  if (!value) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return (
    [1, 1.5, 2, 3, 4, 5, 7, 10].map((step) => Number((step * power).toPrecision(2))).find((one) => one >= value) ??
    value
  );
}
