import { expect, test } from 'vitest';
import { valuesOf } from '../../src/math/values';

test('bytes become values with one plane per channel', () => {
  // two images of 1 x 2 in three channels
  const bytes = Uint8Array.of(0, 51, 102, 153, 204, 255, 255, 0, 0, 0, 0, 255);
  const values = valuesOf(bytes, { height: 1, width: 2, channels: 3, low: -1, high: 1 });
  const expected = [-1, 0.2, -0.6, 0.6, -0.2, 1, 1, -1, -1, -1, -1, 1];
  values.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
});
