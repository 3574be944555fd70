import { describe, expect, test } from 'vitest';
import type { Condition } from '../../src/conditions/condition';
import { alike, following, sharedOf } from '../../src/conditions/shared';
import { conditions, given, label, weight } from './conditions';

const reordered: Condition = { ...label, values: ['a,b*;:<i>', 'cat', 'dog'], initial: 0 } as Condition;
const theirs: Condition[] = [{ ...weight, high: 3 } as Condition, reordered];

describe('two conditions', () => {
  test.each([
    [label, reordered, true],
    [label, { ...label, name: 'class' }, false],
    [label, { ...label, values: ['cat', 'dog'] }, false],
    [label, { ...label, values: ['cat', 'dog', 'owl'] }, false],
    [weight, { ...weight, initial: 1 }, true],
    [weight, theirs[0]!, false],
    [weight, { ...label, name: 'weight' }, false],
  ])('are the same by name and values, case %#', (a, b, same) => {
    expect(alike(a, b)).toBe(same);
  });
});

describe('a model that follows another', () => {
  test('takes over the conditions that both have, by the names of their values', () => {
    expect(sharedOf(conditions, theirs)).toEqual([label]);
    expect(following(conditions, given(0, 1, 0, 0.5), theirs, given(9, 0.25, 0.75, 0))).toEqual(
      given(0.75, 0, 0.25, 0.5),
    );
  });

  test('keeps its own numbers if they are equal, or if there is nothing in common', () => {
    const own = given(0, 1, 0, 0.5);
    expect(following(conditions, own, theirs, given(9, 0, 0, 1))).toBe(own);
    expect(following(conditions, own, [], given())).toBe(own);
  });
});
