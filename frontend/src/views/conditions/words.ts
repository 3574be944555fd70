import type { Vector } from '../../math/vector';
import { isolated } from '../../state/names';
import { placeOf, widthOf, type Condition } from '../../conditions/condition';

/** The most values of a blend that are named. */
const NAMED = 3;
/** Weights below this are not named: they come from rounding. */
const LEAST = 0.005;

/** A number without trailing zeros. */
export const short = (value: number, digits = 4): string => `${Number(value.toPrecision(digits))}`;

/** A condition's value in words: `3`, `0.25`, or a blend such as `0.6 cat, 0.4 dog`. */
export function valueInWords(condition: Condition, part: ArrayLike<number>): string {
  if (condition.kind === 'number') return short(part[0]!);
  const weighted = Array.from(part, (weight, i) => ({ weight, i })).filter(({ weight }) => Math.abs(weight) >= LEAST);
  const name = (i: number): string => isolated(condition.values[i]!);
  if (weighted.length === 1 && Math.abs(weighted[0]!.weight - 1) < LEAST) return name(weighted[0]!.i);
  if (!weighted.length) return 'none';
  const named = weighted.toSorted((a, b) => b.weight - a.weight).slice(0, NAMED);
  const words = named.map(({ weight, i }) => `${short(weight, 2)} ${name(i)}`);
  return weighted.length > named.length ? `${words.join(', ')} and others` : words.join(', ');
}

/** Conditions with their values in words: `label 3, weight 0.25`. */
export function inWords(conditions: readonly Condition[], given: Vector): string {
  return conditions
    .map((condition) => {
      const at = placeOf(conditions, condition);
      const value = valueInWords(condition, given.subarray(at, at + widthOf(condition)));
      return `${isolated(condition.name)} ${value}`;
    })
    .join(', ');
}
