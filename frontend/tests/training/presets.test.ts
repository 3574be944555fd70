import { expect, test } from 'vitest';
import { presetsOf } from '../../src/training/presets';

test('a preset is the sharpest of the items near the middle of its class', () => {
  // ten items of one class on a line, of which the two in the middle are near; one of another class
  const mean = Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 50);
  const labels = Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2);
  const error = Float32Array.of(0, 1, 1, 1, 9, 3, 1, 1, 1, 1, 1);
  expect(presetsOf({ mean, error }, labels, ['a', 'none', 'c'], 1)).toEqual({ a: [5], c: [50] });
});
