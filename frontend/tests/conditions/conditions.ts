import type { Condition } from '../../src/conditions/condition';

/** A category of three values and a number, as models of the tests have them: four numbers together. */
export const label: Condition = { kind: 'category', name: 'label', values: ['cat', 'dog', 'a,b*;:<i>'], initial: 1 };
export const weight: Condition = { kind: 'number', name: 'weight', low: 0, high: 2, initial: 0.5 };
export const conditions: readonly Condition[] = [label, weight];

/** The numbers of the conditions. */
export const given = (...numbers: number[]): Float32Array<ArrayBuffer> => Float32Array.from(numbers);
