import type { Items, Values } from './items';
import type { Shape } from './layers/layer';
import type { Likelihood } from './network';

/** The scale on which a network compares curves: it sees (x - offset) / scale, by line. */
export interface Scaling {
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
  return { low: Number((low - margin).toPrecision(3)), high: Number((high + margin).toPrecision(3)) };
}

/** The likelihood that fits items: of curves, Bernoulli if all values are in [0, 1]. */
export function likelihoodFor({ shape, values }: Items): Likelihood {
  if (shape[0] !== 1) return 'squared';
  return rangeOf(values).high === 1 && rangeOf(values).low === 0 ? 'bernoulli' : 'gaussian';
}
