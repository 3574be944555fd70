import { describe, expect, test } from 'vitest';
import { isMap, placeOnMap, type MapShape } from '../../src/math/mapPlacing';
import { normal } from '../../src/math/prior';
import { seeded } from '../../src/math/random';

const LATENT: MapShape = [4, 8, 8];
const SIZE: MapShape = [1, 32, 32];
const D = 4 * 8 * 8;
const SIDE = 4;

/** A decoder of the kind that has such latents: each pixel mixes the latent pixels around it, smoothly and bounded. */
function decoded(z: Float32Array): Uint8Array<ArrayBuffer> {
  const image = new Uint8Array(32 * 32);
  for (let y = 0; y < 32; y++)
    for (let x = 0; x < 32; x++) {
      let sum = 0;
      for (let j = -1; j <= 1; j++)
        for (let i = -1; i <= 1; i++) {
          const [v, u] = [Math.floor(y / SIDE) + j, Math.floor(x / SIDE) + i];
          if (v < 0 || u < 0 || v > 7 || u > 7) continue;
          const far = ((v + 0.5) * SIDE - y - 0.5) ** 2 + ((u + 0.5) * SIDE - x - 0.5) ** 2;
          for (let c = 0; c < 4; c++)
            sum += z[(c * 8 + v) * 8 + u]! * Math.sin(1 + c * 2 + (x % SIDE) * (c + 1)) * Math.exp(-far / 16);
        }
      image[y * 32 + x] = Math.round(127.5 * (1 + Math.tanh(0.5 * sum)));
    }
  return image;
}

function counting(): { decode: (z: Float32Array, n: number) => Promise<Uint8Array<ArrayBuffer>>; count: () => number } {
  let count = 0;
  return {
    decode: async (z, n) => {
      count += n;
      const all = new Uint8Array(n * 32 * 32);
      for (let i = 0; i < n; i++) all.set(decoded(z.slice(i * D, (i + 1) * D)), i * 32 * 32);
      return all;
    },
    count: () => count,
  };
}

const random = seeded(3);
const TRUTH = Float32Array.from({ length: D }, () => normal(random));
const IMAGE = decoded(TRUTH);
const ORIGIN = decoded(new Float32Array(D));
const off = (image: Uint8Array): number =>
  Math.sqrt(IMAGE.reduce((sum, value, p) => sum + (value - image[p]!) ** 2, 0) / IMAGE.length);

/** |x - decode(z)|² + |z|² / 2, with black at -1 and white at 1. */
const costAt = (z: Float32Array): number =>
  IMAGE.length * (off(decoded(z)) / 127.5) ** 2 + 0.5 * z.reduce((sum, value) => sum + value * value, 0);

describe('placing on a map', () => {
  test('finds the image of 256 dimensions with a few hundred decoded images', async () => {
    const { decode, count } = counting();
    const { mean, logvar } = (await placeOnMap(
      decode,
      IMAGE,
      LATENT,
      SIZE,
      () => undefined,
      () => 1,
    ))!;
    // the point from which the image was decoded is no better
    expect(costAt(mean)).toBeLessThan(costAt(TRUTH));
    expect(count()).toBeLessThan(800);
    expect(logvar.length).toBe(D);
    expect(Math.max(...logvar)).toBeLessThan(0);
  });

  test('gives what it has when its time is over', async () => {
    const { decode, count } = counting();
    // a budget of 150 images
    const { mean } = (await placeOnMap(
      decode,
      IMAGE,
      LATENT,
      SIZE,
      () => undefined,
      () => 1 - count() / 150,
    ))!;
    expect(count()).toBeLessThan(150);
    expect(off(decoded(mean))).toBeLessThan(0.7 * off(ORIGIN));
  });

  test('stops when a later image supersedes it', async () => {
    expect(
      await placeOnMap(
        async () => null,
        IMAGE,
        LATENT,
        SIZE,
        () => undefined,
        () => 1,
      ),
    ).toBeNull();
  });
});

test.each([
  [[4, 16, 16], true],
  [[16, 32, 32], false],
  [[4, 4, 4], false],
  [[64, 1, 1], false],
] as const)('%o', (shape, yes) => {
  expect(isMap(shape)).toBe(yes);
});
