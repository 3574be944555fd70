import { same, type Vector } from '../math/vector';
import { defaultsOf, partOf, withPart, type Condition } from './condition';

/** Whether two conditions mean the same: they have one name, and the same values, in any order, or the same range. */
export function alike(a: Condition, b: Condition): boolean {
  if (a.name !== b.name) return false;
  if (a.kind === 'number') return b.kind === 'number' && a.low === b.low && a.high === b.high;
  if (b.kind === 'number' || a.values.length !== b.values.length) return false;
  const values = new Set(a.values);
  return b.values.every((value) => values.has(value));
}

/** The conditions that another model has too. */
export function sharedOf(conditions: readonly Condition[], others: readonly Condition[]): Condition[] {
  return conditions.filter((one) => others.some((other) => alike(one, other)));
}

/**
 * The numbers of a model after those of another one where both have the same condition. It is `given` itself if nothing
 * changes.
 */
export function following(
  conditions: readonly Condition[],
  given: Vector,
  others: readonly Condition[],
  lead: Vector,
): Vector {
  let next = given;
  for (const condition of conditions) {
    const other = others.find((one) => alike(condition, one));
    if (!other) continue;
    const theirs = partOf(others, other, lead);
    next = withPart(conditions, condition, next, translated(condition, other, theirs));
  }
  return same(next, given) ? given : next;
}

/** The numbers of a model with the defaults for the conditions that another model has too. */
export function withDefaultsWhereShared(
  conditions: readonly Condition[],
  given: Vector,
  others: readonly Condition[],
): Vector {
  return following(conditions, given, sharedOf(conditions, others), defaultsOf(sharedOf(conditions, others)));
}

/** The numbers of a condition in the order of another one's values. */
function translated(to: Condition, from: Condition, part: Vector): ArrayLike<number> {
  if (to.kind === 'number' || from.kind === 'number') return part;
  const places = new Map(from.values.map((value, i) => [value, i]));
  return to.values.map((value) => part[places.get(value)!]!);
}
