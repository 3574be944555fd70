import { expect, test } from 'vitest';
import { radiusOf } from '../../src/state/statistics';

test('the radius is that of a sphere around the origin, if the data lies on one', () => {
  const angles = Array.from({ length: 50 }, (_, i) => i);
  const on = (radius: (i: number) => number): Float32Array<ArrayBuffer> =>
    Float32Array.from(angles.flatMap((a) => [radius(a) * Math.cos(a), radius(a) * Math.sin(a)]));
  expect(radiusOf({ mean: on(() => 3), n: 50 })).toBeCloseTo(3, 5);
  expect(radiusOf({ mean: on((i) => (i === 7 ? 3.1 : 3)), n: 50 })).toBeNull();
  expect(radiusOf({ mean: new Float32Array(100), n: 50 })).toBeNull();
});
