import { describe, expect, test } from 'vitest';
import { parseConditions } from '../../src/conditions/parse';

const category = { name: 'label', kind: 'category', values: ['a', 'b'] };
const number = { name: 'weight', kind: 'number', range: [-1, 3] };

describe('the conditions of a manifest', () => {
  test('may be missing', () => {
    expect([undefined, null, []].map(parseConditions)).toEqual([[], [], []]);
  });

  test('are categories and numbers, with the first value and the middle by default', () => {
    expect(parseConditions([category, { ...number, default: 0.5 }])).toEqual([
      { kind: 'category', name: 'label', values: ['a', 'b'], initial: 0 },
      { kind: 'number', name: 'weight', low: -1, high: 3, initial: 0.5 },
    ]);
    expect(parseConditions([{ ...category, default: 1 }, number]).map(({ initial }) => initial)).toEqual([1, 1]);
  });

  test.each([
    [{}, 'conditions that are not a list'],
    [[null], 'a condition, number 1, whose name is not a text'],
    [[{ ...category, name: '' }], 'whose name is not a text of 1 to 200 characters'],
    [[category, { ...number, name: 'x'.repeat(201) }], 'a condition, number 2, whose name is not a text'],
    [[category, { ...number, name: 'label' }], 'two conditions of one name'],
    [[{ ...category, kind: 'text' }], "the condition 'label', whose kind is neither 'category' nor 'number'"],
    [[{ ...category, values: ['a'] }], 'whose values are not 2 to 65536 different names'],
    [[{ ...category, values: ['a', 'a'] }], 'whose values are not 2 to 65536 different names'],
    [[{ ...category, values: ['a', 1] }], 'whose values are not 2 to 65536 different names'],
    [[{ ...category, default: 2 }], 'whose default is not the index of a value, from 0 to 1'],
    [[{ ...category, default: 'a' }], 'whose default is not the index of a value, from 0 to 1'],
    [[{ ...number, range: [1, 1] }], 'whose range is not two numbers of which the first is lower'],
    [[{ ...number, range: [0, 1e60] }], 'whose range is not two numbers of which the first is lower'],
    [[{ ...number, default: 4 }], 'whose default is not a number from -1 to 3'],
    [
      [{ ...category, values: Array.from({ length: 65_536 }, (_, i) => `${i}`) }, number],
      'conditions of 65537 numbers, more than 65536',
    ],
  ])('are refused with a sentence, case %#', (json, sentence) => {
    expect(() => parseConditions(json)).toThrow(sentence);
  });
});
