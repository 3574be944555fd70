import { expect, test } from 'vitest';
import { keyOfPreset, presetOfKey } from '../../src/state/preset';

const presets = (names: string[]) => names.map((name) => ({ name, z: new Float32Array(2) }));

test.each([
  [['1', '2', '3'], '1', '1'],
  [['1', '2', '3'], '0', undefined],
  [['0', '1', '2'], '1', '1'],
  [['cat', 'dog'], '1', 'dog'],
  [['1', '2', '10'], '1', '2'],
])('of %j, the key %s selects %s', (names, key, selected) => {
  expect(presetOfKey(presets(names), key)?.name).toBe(selected);
});

test('keys are shown as they work', () => {
  expect([0, 1].map((i) => keyOfPreset(presets(['5', '7']), i))).toEqual(['5', '7']);
  const many = presets(Array.from({ length: 11 }, (_, i) => `kind ${i}`));
  expect([0, 9, 10].map((i) => keyOfPreset(many, i))).toEqual(['0', '9', null]);
});
