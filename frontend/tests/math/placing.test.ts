import { describe, expect, it } from 'vitest';
import { place, type Decode } from '../../src/math/placing';

/** Reproducible random numbers from 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PIXELS = 400;

/** Each pixel is a smooth wave along its own direction. */
function waves(d: number, bend: number): (z: ArrayLike<number>) => Uint8Array<ArrayBuffer> {
  const random = seeded(7);
  const weights = Array.from({ length: PIXELS }, () =>
    Array.from({ length: d }, () => (random() - 0.5) * (1.5 / Math.sqrt(d))),
  );
  return (z) =>
    Uint8Array.from(weights, (row) => {
      const at = row.reduce((sum, weight, i) => sum + weight * z[i]!, 0);
      return Math.round(127.5 * (1 + (bend ? Math.tanh(bend * at) : at)));
    });
}

function decoder(of: (z: ArrayLike<number>) => Uint8Array<ArrayBuffer>, d: number): Decode {
  return async (z, n) => {
    const all = new Uint8Array(n * PIXELS);
    for (let i = 0; i < n; i++) all.set(of(z.subarray(i * d, (i + 1) * d)), i * PIXELS);
    return all;
  };
}

describe('place', () => {
  it.each([
    [2, 2],
    [6, 2],
    [50, 1],
  ])('finds the point from which an image of %i dimensions was decoded', async (d, bend) => {
    const random = seeded(3);
    const truth = Float32Array.from({ length: d }, () => random() * 2 - 1);
    const of = waves(d, bend);
    const found = (await place(decoder(of, d), of(truth), d, seeded(1)))!;
    // the prior pulls slightly towards the origin
    const far = Math.max(...Array.from(truth, (value, i) => Math.abs(value - found.mean[i]!)));
    expect(far).toBeLessThan(d > 32 ? 0.35 : 0.06);
  });

  it('gives the variances of the Gaussian that fits best', async () => {
    // each pixel changes by 40 levels per unit of one dimension
    const of = (z: ArrayLike<number>): Uint8Array<ArrayBuffer> =>
      new Uint8Array(PIXELS).map((_, i) => 128 + 40 * z[i % 2]!);
    const { logvar } = (await place(decoder(of, 2), of([0.2, -0.1]), 2, seeded(1)))!;
    const slope = (40 * 2) / 255;
    const expected = -Math.log1p(2 * (PIXELS / 2) * slope ** 2);
    for (const value of logvar) expect(value).toBeCloseTo(expected, 1);
  });

  it('reports its progress, and stops on request', async () => {
    const of = waves(2, 1);
    const shares: number[] = [];
    await place(decoder(of, 2), of([0.3, 0.3]), 2, seeded(1), (share) => shares.push(share));
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    let asked = 0;
    const impatient: Decode = async (z, n) => (++asked > 3 ? null : decoder(of, 2)(z, n));
    expect(await place(impatient, of([0.3, 0.3]), 2, seeded(1))).toBeNull();
    expect(asked).toBe(4);
  });
});
