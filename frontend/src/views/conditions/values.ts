import { partOf, type Condition } from '../../conditions/condition';
import type { Vector } from '../../math/vector';
import { short } from './words';

/** Steps of a number across its range. */
const STEPS = 9;
/** How far a number may be from a step that counts as the present one, as a share of the range. */
const NEAR = 1e-4;

/** A value of a condition: its name, and the index or the number that it is set to. */
export interface Value {
  name: string;
  value: number;
}

/** The values of a category, or evenly spaced ones of a number. */
export function valuesOf(condition: Condition): Value[] {
  if (condition.kind === 'category') return condition.values.map((name, value) => ({ name, value }));
  const { low, high } = condition;
  return Array.from({ length: STEPS }, (_, i) => {
    const value = low + (i / (STEPS - 1)) * (high - low);
    return { name: short(value), value };
  });
}

/** Whether a condition has a value, and nothing of others. */
export function isAt(condition: Condition, conditions: readonly Condition[], given: Vector, value: number): boolean {
  const part = partOf(conditions, condition, given);
  if (condition.kind === 'category') return Math.abs(part[value]! - 1) < NEAR;
  return Math.abs(part[0]! - value) < NEAR * (condition.high - condition.low);
}
