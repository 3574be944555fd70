import type { Vector } from '../../math/vector';
import type { Explorer } from '../../state/explorer.svelte';
import { isolated } from '../../state/names';
import { defaultsOf, partOf, type Condition } from '../../conditions/condition';

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

/** The most conditions that are named at once. */
const MOST = 4;

/** Conditions with their values in words: `label 3, weight 0.25`. Of many, those that are not as by default. */
export function inWords(conditions: readonly Condition[], given: Vector): string {
  const defaults = defaultsOf(conditions);
  const words = conditions.map((condition) => {
    const [value, usual] = [given, defaults].map((all) => valueInWords(condition, partOf(conditions, condition, all)));
    return { text: `${isolated(condition.name)} ${value}`, usual: value === usual };
  });
  const told = words.length <= MOST ? words : words.filter(({ usual }) => !usual);
  const texts = told.slice(0, MOST).map(({ text }) => text);
  return told.length > MOST ? `${texts.join(', ')} and ${told.length - MOST} others` : texts.join(', ');
}

/** With which conditions a sample was placed in the latent space, and what to do if they are wrong. */
export function placedWords({ folder, placing }: Explorer, given: Vector): string {
  const how = placing.instant ? 'encoded' : 'placed';
  const as = inWords(folder.conditions, given) || 'the defaults';
  return `It was ${how} as ${as}. If it is something else, set that first, and bring it again.`;
}
