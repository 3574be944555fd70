import { isFloat } from '../outputs/output';
import { widthOfAll, type Condition } from './condition';

/** The longest name, the most values of a category, and the most numbers of all conditions. */
const LONGEST = 200;
const MOST = 65_536;
/** Characters of a name that a message cites. */
const CITED = 40;

/** The conditions of a manifest. Throws a sentence if one is invalid. */
export function parseConditions(json: unknown): Condition[] {
  if (json === undefined || json === null) return [];
  if (!Array.isArray(json)) fail('conditions that are not a list');
  const conditions = json.map(parseOne);
  const names = new Set(conditions.map(({ name }) => name));
  if (names.size < conditions.length) fail('two conditions of one name');
  const width = widthOfAll(conditions);
  if (width > MOST) fail(`conditions of ${width} numbers, more than ${MOST}`);
  return conditions;
}

function parseOne(json: unknown, i: number): Condition {
  const { name, kind, values, range, default: initial } = (Object(json) as Record<string, unknown>) ?? {};
  if (typeof name !== 'string' || !name || [...name].length > LONGEST)
    return fail(`a condition, number ${i + 1}, whose name is not a text of 1 to ${LONGEST} characters`);
  const its = `the condition '${name.slice(0, CITED)}'`;
  if (kind === 'category') {
    if (!isNames(values)) return fail(`${its}, whose values are not 2 to ${MOST} different names`);
    const index = initial ?? 0;
    if (!(Number.isInteger(index) && (index as number) >= 0 && (index as number) < values.length))
      return fail(`${its}, whose default is not the index of a value, from 0 to ${values.length - 1}`);
    return { kind, name, values, initial: index as number };
  }
  if (kind !== 'number') return fail(`${its}, whose kind is neither 'category' nor 'number'`);
  const [low, high] = Array.isArray(range) && range.length === 2 ? (range as unknown[]) : [];
  if (!(isFloat(low) && isFloat(high) && low < high))
    return fail(`${its}, whose range is not two numbers of which the first is lower`);
  const value = initial ?? (low + high) / 2;
  if (!(isFloat(value) && value >= low && value <= high))
    return fail(`${its}, whose default is not a number from ${low} to ${high}`);
  return { kind, name, low, high, initial: value };
}

function isNames(values: unknown): values is string[] {
  return (
    Array.isArray(values) &&
    values.length >= 2 &&
    values.length <= MOST &&
    values.every((value) => typeof value === 'string') &&
    new Set(values).size === values.length
  );
}

function fail(what: string): never {
  throw new Error(`latentwalk.json has ${what}.`);
}
