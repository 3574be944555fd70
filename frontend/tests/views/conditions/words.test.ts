import { expect, test } from 'vitest';
import type { Condition } from '../../../src/conditions/condition';
import { inWords, placedWords, valueInWords } from '../../../src/views/conditions/words';
import { conditions, given, label, weight } from '../../conditions/conditions';
import { walked } from '../world';

test.each([
  [label, given(0, 1, 0), 'dog'],
  [label, given(0.6, 0.4, 0), '0.6 cat, 0.4 dog'],
  [label, given(0.4, 0.6, 1e-7), '0.6 dog, 0.4 cat'],
  [label, given(0, 0, 0), 'none'],
  [weight, given(0.25), '0.25'],
  [weight, given(1 / 3), '0.3333'],
])('a value is named, or a blend by its weights', (condition, part, words) => {
  expect(valueInWords(condition, part)).toBe(words);
});

test('a blend of many values names the heaviest', () => {
  const many: Condition = { kind: 'category', name: 'kind', values: ['a', 'b', 'c', 'd'], initial: 0 };
  expect(valueInWords(many, given(0.1, 0.2, 0.3, 0.4))).toBe('0.4 d, 0.3 c, 0.2 b and others');
});

test('conditions are named together; of many only those that are not as by default', () => {
  expect(inWords(conditions, given(0, 1, 0, 2))).toBe('label dog, weight 2');
  const many = Array.from({ length: 6 }, (_, i): Condition => ({ ...weight, name: `w${i}` }));
  expect(inWords(many, given(0.5, 2, 0.5, 0.5, 0.5, 0))).toBe('w1 2, w5 0');
  expect(inWords(many, given(1, 1, 1, 1, 1, 1))).toBe('w0 1, w1 1, w2 1, w3 1 and 2 others');
});

test('a sample says as what it was encoded', async () => {
  const { explorer } = await walked({ conditions, conditionalEncoder: true });
  expect(placedWords(explorer, explorer.given)).toContain('It was encoded as label dog, weight 0.5.');
});
