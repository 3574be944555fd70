import { expect, test } from 'vitest';
import { seeded } from '../../src/math/random';
import { sensitiveDirections } from '../../src/math/sensitivity';

test.each([
  [30, 0.9],
  [300, 0.5],
])('of %i dimensions, the one that changes the image most comes first', async (d, least) => {
  // dimension 5 changes every pixel, each other one a single pixel
  const image = (z: Float32Array): number[] =>
    Array.from({ length: d }, (_, i) => Math.round(128 + 12 * z[5]! + 6 * z[i]!));
  const [first] = (await sensitiveDirections(
    async (z, n) => Uint8Array.from(Array.from({ length: n }, (_, k) => image(z.subarray(k * d, (k + 1) * d))).flat()),
    d,
    2,
    seeded(),
  ))!;
  expect(Math.abs(first![5]!)).toBeGreaterThan(least);
});

test('the search can be stopped', async () => {
  expect(await sensitiveDirections(async () => null, 30, 2, seeded())).toBeNull();
});
