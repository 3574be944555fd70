import { expect, test } from 'vitest';
import { parseConditions } from '../../src/conditions/parse';
import type { Folder } from '../../src/sources/folder';
import { keyOfPreset, presetOfKey, startOf } from '../../src/state/preset';

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

test('a model opens with the point and the conditions of its own preset', () => {
  const conditions = parseConditions([{ name: 'weight', kind: 'number', range: [0, 1] }]);
  const [plain, heavy] = [Float32Array.of(1, 2), Float32Array.of(1, 2, 0.75)];
  const folder = (start: string | null): Folder =>
    ({
      start,
      latentDim: 2,
      conditions,
      presets: [
        { name: 'plain', z: plain },
        { name: 'heavy', z: heavy },
      ],
    }) as unknown as Folder;
  expect(startOf(folder(null))).toEqual({});
  expect(startOf(folder('plain'))).toEqual({ z: plain, given: Float32Array.of(0.5) });
  expect(startOf(folder('heavy'))).toEqual({ z: plain, given: Float32Array.of(0.75) });
});
