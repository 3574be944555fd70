import type { Vector } from '../math/vector';

/** One of some named values: as many weights, which are one-hot for one value and sum to 1 between values. */
export interface Category {
  kind: 'category';
  name: string;
  values: readonly string[];
  /** The index of the value that a model opens with. */
  initial: number;
}

/** A number within a range. */
export interface Quantity {
  kind: 'number';
  name: string;
  low: number;
  high: number;
  initial: number;
}

/** What a decoder takes besides the latent point. */
export type Condition = Category | Quantity;

/** How many numbers a condition has. */
export function widthOf(condition: Condition): number {
  return condition.kind === 'category' ? condition.values.length : 1;
}

/** How many numbers all conditions have together: w. */
export function widthOfAll(conditions: readonly Condition[]): number {
  return conditions.reduce((sum, one) => sum + widthOf(one), 0);
}

/** The place of a condition's first number among those of all. */
export function placeOf(conditions: readonly Condition[], condition: Condition): number {
  return widthOfAll(conditions.slice(0, conditions.indexOf(condition)));
}

/** A condition's numbers for a value: the index of a category's, or the number itself. */
export function numbersFor(condition: Condition, value: number): Vector {
  if (condition.kind === 'number') return Float32Array.of(value);
  const weights = new Float32Array(condition.values.length);
  weights[value] = 1;
  return weights;
}

/** The numbers (w,) with which a model opens. */
export function defaultsOf(conditions: readonly Condition[]): Vector {
  return withValues(conditions, (condition) => condition.initial);
}

/** The numbers (w,) for one value of each condition, as in `numbersFor`. */
export function withValues(
  conditions: readonly Condition[],
  valueOf: (condition: Condition, i: number) => number,
): Vector {
  const given = new Float32Array(widthOfAll(conditions));
  let at = 0;
  conditions.forEach((condition, i) => {
    given.set(numbersFor(condition, valueOf(condition, i)), at);
    at += widthOf(condition);
  });
  return given;
}

/** The numbers of one condition, a view of those of all. */
export function partOf(conditions: readonly Condition[], condition: Condition, given: Vector): Vector {
  const at = placeOf(conditions, condition);
  return given.subarray(at, at + widthOf(condition));
}

/** The numbers (w,) with other ones for one condition. */
export function withPart(
  conditions: readonly Condition[],
  condition: Condition,
  given: Vector,
  part: ArrayLike<number>,
): Vector {
  const changed = given.slice();
  changed.set(part, placeOf(conditions, condition));
  return changed;
}

/** The index of the heaviest value of a category, and its weight. */
export function heaviest(weights: ArrayLike<number>): { index: number; weight: number } {
  let index = 0;
  for (let i = 1; i < weights.length; i++) if (weights[i]! > weights[index]!) index = i;
  return { index, weight: weights[index]! };
}
