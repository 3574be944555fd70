import { describe, expect, test } from 'vitest';
import type { Condition } from '../../src/conditions/condition';
import { readGiven, writeGiven } from '../../src/conditions/text';
import { conditions, given } from './conditions';

describe('conditions as text', () => {
  test.each([
    ['', given(0, 1, 0, 0.5)],
    ['label:cat', given(1, 0, 0, 0.5)],
    ['weight:0.25', given(0, 1, 0, 0.25)],
    ['label:cat;weight:2', given(1, 0, 0, 2)],
    ['label:cat*0.6,dog*0.4', given(0.6, 0.4, 0, 0.5)],
    ['label:a%2Cb%2A%3B%3A%3Ci%3E', given(0, 0, 1, 0.5)],
  ])("'%s' is written and read again", (text, numbers) => {
    expect(writeGiven(numbers, conditions)).toBe(text);
    expect(readGiven(text, conditions)).toEqual(numbers);
  });

  test('may have names with lone surrogates and marks', () => {
    const odd = [{ kind: 'category' as const, name: '\ud800=', values: ['', '% \u202e'], initial: 0 }];
    const text = writeGiven(given(0, 1), odd);
    expect(readGiven(text, odd)).toEqual(given(0, 1));
  });

  test('the ends of a range come back, though they are written with six digits', () => {
    const third: Condition = { kind: 'number', name: 'third', low: -2 / 3, high: 2 / 3, initial: 0 };
    for (const end of [third.low, third.high]) {
      const given = Float32Array.of(end);
      expect(readGiven(writeGiven(given, [third]), [third])).toEqual(given);
    }
  });

  test.each([
    ['size:1', "holds 'size', which is no condition of this model"],
    ['label', "holds 'label', which is no condition of this model"],
    ['label:owl', "gives 'label' the value 'owl', which it does not have"],
    ['label:%E0%A4%A', 'which is not an encoded name'],
    ['label:cat*2', "gives 'label' a weight that is not a number from 0 to 1"],
    ['label:cat*0.5', "gives 'label' weights that do not add up to 1"],
    ['label:cat,dog', "gives 'label' weights that do not add up to 1"],
    ['weight:3', "gives 'weight' '3', which is not a number from 0 to 2"],
    ['weight:', "gives 'weight' '', which is not a number from 0 to 2"],
  ])("'%s' is refused with a sentence", (text, sentence) => {
    expect(() => readGiven(text, conditions)).toThrow(sentence);
  });

  test('is refused for a model without conditions', () => {
    expect(() => readGiven('label:cat', [])).toThrow('names conditions, but this model has none');
    expect(readGiven('', [])).toHaveLength(0);
  });
});
