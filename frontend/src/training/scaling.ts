import type { Items, Values } from './items';
import { isCurve, type Shape } from './layers/layer';
import type { Likelihood } from './network';

/** Significant digits of the ends of a range: as few of them as keep all values inside. */
const DIGITS = [3, 5, 7, 9, 17];

/** The scale on which a network compares curves: it sees (x - offset) / scale, by line. */
export interface Scaling {
  /** One number for each line, in the unit of the values; so is the scale. */
  offset: readonly number[];
  scale: readonly number[];
  /** Whether the scaled values are in [-1, 1], and the network ends with a hyperbolic tangent. */
  bounded: boolean;
}

/**
 * The scale of curves (n, 1, t, lines), as vae/scaling.py fits it: each line has a mean of 0 and a variance of 1 or, if
 * it is bounded, [0, 1] becomes [-1, 1].
 */
export function scalingOf(values: Values, item: Shape, bounded: boolean): Scaling {
  const lines = item[2];
  const all = <T>(value: T): T[] => Array.from({ length: lines }, () => value);
  if (bounded) return { offset: all(0.5), scale: all(0.5), bounded };
  const count = values.length / lines;
  const offset = all(0);
  values.forEach((value, i) => (offset[i % lines]! += value / count));
  const variance = all(0);
  values.forEach((value, i) => (variance[i % lines]! += (value - offset[i % lines]!) ** 2 / count));
  return { offset: offset.map(Math.fround), scale: variance.map((one) => Math.fround(Math.sqrt(one)) || 1), bounded };
}

/** The range in which curves are drawn: that of their values and a twentieth on each side, or [0, 1]. */
export function rangeOf(values: Values): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (low >= 0 && high <= 1) return { low: 0, high: 1 };
  const margin = (high - low) / 20;
  const rounded = (digits: number): { low: number; high: number } => ({
    low: Number((low - margin).toPrecision(digits)),
    high: Number((high + margin).toPrecision(digits)),
  });
  // values far from 0, such as 1000 to 1004, need more digits
  const digits = DIGITS.find((some) => rounded(some).low <= low && rounded(some).high >= high);
  return rounded(digits ?? DIGITS.at(-1)!);
}

/** The likelihood that fits items: of curves, Bernoulli if all values are in [0, 1]. */
export function likelihoodFor({ shape, values }: Items): Likelihood {
  if (!isCurve(shape)) return 'squared';
  const { low, high } = rangeOf(values);
  return low === 0 && high === 1 ? 'bernoulli' : 'gaussian';
}
