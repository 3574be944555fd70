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

test('of a large image a part of the values is enough', async () => {
  const d = 30;
  const size = 3 * 128 * 128;
  // each dimension changes every value by a factor of its own; the first two change them most
  const factors = Float32Array.from({ length: d * size }, (_, i) => {
    const k = Math.floor(i / size);
    return (k === 0 ? 20 : k === 1 ? 8 : 0.2) * Math.sin(1 + i * (0.37 + 0.11 * k));
  });
  const decode = async (z: Float32Array, n: number): Promise<Uint8Array<ArrayBuffer>> =>
    Uint8Array.from({ length: n * size }, (_, i) => {
      const [at, pixel] = [Math.floor(i / size), i % size];
      let sum = 128;
      for (let k = 0; k < 2; k++) sum += z[at * d + k]! * factors[k * size + pixel]!;
      return sum;
    });
  const found = await sensitiveDirections(decode, d, 2, seeded());
  expect(Math.abs(found![0]![0]!)).toBeGreaterThan(0.9);
  expect(Math.abs(found![1]![1]!)).toBeGreaterThan(0.8);
});
