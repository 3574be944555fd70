import type { Vector } from '../math/vector';
import { cited, decoded, short } from './link';
import { defaultsOf, partOf, withPart, type Condition } from './condition';

/** How far a number may be beyond its range, as a part of the larger end: it is written with six digits. */
const ROUNDING = 1e-5;
/** How far the sum of a blend's weights may be from 1: they are written with six digits. */
const OFF = 0.01;

/**
 * Conditions as text for links: `label:3;weight:0.25` or, between values, `label:3*0.6,8*0.4`. Names are encoded. What
 * is as it is by default is left out.
 */
export function writeGiven(given: Vector, conditions: readonly Condition[]): string {
  const defaults = defaultsOf(conditions);
  return conditions
    .map((condition) => [condition, ...[given, defaults].map((all) => valueText(condition, all, conditions))] as const)
    .filter(([, text, usual]) => text !== usual)
    .map(([{ name }, text]) => `${encoded(name)}:${text}`)
    .join(';');
}

/** The numbers that such a text describes. Throws what is wrong with it, to follow the name of the link's part. */
export function readGiven(text: string, conditions: readonly Condition[]): Vector {
  let given = defaultsOf(conditions);
  for (const one of text ? text.split(';', conditions.length + 1) : []) {
    const colon = one.indexOf(':');
    const name = one.slice(0, Math.max(0, colon));
    const condition = conditions.find((each) => encoded(each.name) === encoded(decoded(name)));
    if (!condition)
      throw new Error(
        conditions.length
          ? `holds '${cited(colon < 0 ? one : decoded(name))}', which is no condition of this model`
          : 'names conditions, but this model has none',
      );
    given = withPart(conditions, condition, given, valueIn(condition, one.slice(colon + 1)));
  }
  return given;
}

function valueText(condition: Condition, given: Vector, conditions: readonly Condition[]): string {
  const part = partOf(conditions, condition, given);
  if (condition.kind === 'number') return short(part[0]!);
  const weighted = Array.from(part, (weight, i) => ({ weight: short(weight), name: encoded(condition.values[i]!) }));
  const some = weighted.filter(({ weight }) => Number(weight));
  if (some.length === 1 && some[0]!.weight === '1') return some[0]!.name;
  return some.map(({ weight, name }) => `${name}*${weight}`).join(',');
}

function valueIn(condition: Condition, text: string): number[] {
  const its = `gives '${cited(condition.name)}'`;
  if (condition.kind === 'number') {
    const { low, high } = condition;
    const near = Math.max(Math.abs(low), Math.abs(high)) * ROUNDING;
    const value = numberIn(text);
    if (!(value >= low - near && value <= high + near))
      throw new Error(`${its} '${cited(text)}', which is not a number from ${low} to ${high}`);
    return [Math.max(low, Math.min(high, value))];
  }
  const weights = new Array<number>(condition.values.length).fill(0);
  const places = new Map(condition.values.map((value, i) => [encoded(value), i]));
  let sum = 0;
  for (const one of text.split(',', condition.values.length)) {
    const star = one.indexOf('*');
    const name = star < 0 ? one : one.slice(0, star);
    const weight = star < 0 ? 1 : numberIn(one.slice(star + 1));
    const index = places.get(encoded(decoded(name)));
    if (index === undefined) throw new Error(`${its} the value '${cited(decoded(name))}', which it does not have`);
    if (!(weight >= 0 && weight <= 1)) throw new Error(`${its} a weight that is not a number from 0 to 1`);
    weights[index] = weight;
    sum += weight;
  }
  if (!(Math.abs(sum - 1) <= OFF)) throw new Error(`${its} weights that do not add up to 1`);
  return weights;
}

const numberIn = (text: string): number => (text.trim() ? Number(text) : NaN);

/** A name without the characters that have a meaning here. */
function encoded(name: string): string {
  return encodeURIComponent(name.replace(/\p{Cs}/gu, '\ufffd')).replaceAll('*', '%2A');
}
