import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unitVectors } from '../../src/math/basis';
import { BYTE_STEP, STEP } from '../../src/math/jacobian';
import type { Decode } from '../../src/math/placing';
import { normal } from '../../src/math/prior';
import { objective, pulled, type Hold, type Pulled, type Target } from '../../src/math/pull';
import { seeded } from '../../src/math/random';
import type { Vector } from '../../src/math/vector';
import { decoding, linear } from './decoders';

const MATRIX = [
  [2, 1, 0],
  [0, 1, -1],
  [1, 0, 3],
  [-1, 2, 1],
];
const TARGET: Target = { indices: [0, 2, 3], values: [1, -2, 0.5], weights: [0.5, 0.2, 0.3] };
const ORIGIN: Hold = { points: new Float32Array(3), scales: [1], weight: 0.6 };

/** Solves a system by Gaussian elimination with pivots, as a reference. */
function eliminated(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  rows.forEach((_, k) => {
    const pivot = rows.reduce(
      (best, row, i) => (i >= k && Math.abs(row[k]!) > Math.abs(rows[best]![k]!) ? i : best),
      k,
    );
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    const first = rows[k];
    rows.forEach((row, i) => {
      if (i === k) return;
      const share = row[k]! / first[k]!;
      row.forEach((_value, j) => (row[j]! -= share * first[j]!));
    });
  });
  return rows.map((row, i) => row.at(-1)! / row[i]!);
}

/** The ridge regression of the target on the rows of the matrix, towards a point. */
function ridge({ indices, values, weights }: Target, weight: number, towards: readonly number[]): number[] {
  const d = towards.length;
  const products = Array.from({ length: d }, (_, i) =>
    Array.from(
      { length: d },
      (_, j) =>
        indices.reduce((sum, place, k) => sum + weights[k]! * MATRIX[place]![i]! * MATRIX[place]![j]!, 0) +
        (i === j ? weight / d : 0),
    ),
  );
  const right = Array.from(
    { length: d },
    (_, i) =>
      indices.reduce((sum, place, k) => sum + weights[k]! * MATRIX[place]![i]! * values[k]!, 0) +
      (weight / d) * towards[i]!,
  );
  return eliminated(products, right);
}

async function settled(decode: Decode, z: Vector, hold: Hold | null, basis = unitVectors(z.length)): Promise<Vector> {
  let state: Pulled | Pick<Pulled, 'z' | 'sample' | 'damping'> = { z, sample: (await decode(z, 1))!, damping: 0.01 };
  for (let i = 0; i < 40; i++) state = (await pulled(decode, state, TARGET, hold, basis, STEP))!;
  return state.z;
}

describe('for a linear decoder, the point settles', () => {
  test('at the ridge regression, held near the prior', async () => {
    const z = await settled(linear(MATRIX), Float32Array.of(1, 1, 1), ORIGIN);
    ridge(TARGET, ORIGIN.weight, [0, 0, 0]).forEach((value, i) => expect(z[i]).toBeCloseTo(value, 3));
  });

  test('at that towards the nearest item, held near data', async () => {
    const hold = { ...ORIGIN, points: Float32Array.of(9, 9, 9, 0.5, -0.5, 0), scales: [1, 1] };
    const z = await settled(linear(MATRIX), Float32Array.of(1, 0, 1), hold);
    ridge(TARGET, hold.weight, [0.5, -0.5, 0]).forEach((value, i) => expect(z[i]).toBeCloseTo(value, 3));
  });

  test('at the least squares, held nowhere', async () => {
    const z = await settled(linear(MATRIX), Float32Array.of(1, 1, 1), null);
    ridge(TARGET, 0, [0, 0, 0]).forEach((value, i) => expect(z[i]).toBeCloseTo(value, 3));
  });

  test('on the line of the only dimension that is not locked', async () => {
    const z = await settled(linear(MATRIX), Float32Array.of(1, 1, 1), null, unitVectors(3, 1, 2));
    expect([z[0], z[2]]).toEqual([1, 1]);
    const { indices, values, weights } = TARGET;
    const slope = indices.reduce((sum, place, k) => sum + weights[k]! * MATRIX[place]![1]! ** 2, 0);
    const rest = indices.map((place, k) => values[k]! - MATRIX[place]![0]! - MATRIX[place]![2]!);
    const right = indices.reduce((sum, place, k) => sum + weights[k]! * MATRIX[place]![1]! * rest[k]!, 0);
    expect(z[1]).toBeCloseTo(right / slope, 3);
  });
});

test('an update never raises the objective, whatever the decoder', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.integer({ min: 1, max: 1e6 }),
        d: fc.integer({ min: 1, max: 5 }),
        bytes: fc.boolean(),
        weight: fc.double({ min: 0, max: 10, noNaN: true }),
        damping: fc.constantFrom(1e-6, 0.01, 1, 1e6),
      }),
      async ({ seed, d, bytes, weight, damping }) => {
        const random = seeded(seed);
        const draws = (n: number): Float32Array<ArrayBuffer> => Float32Array.from({ length: n }, () => normal(random));
        const weights = draws(6 * d);
        const decode = decoding((z) =>
          Array.from({ length: 6 }, (_, p) => {
            const value = Math.tanh(z.reduce((sum, one, i) => sum + one * weights[p * d + i]!, 0));
            return bytes ? Math.round(127.5 * (1 + value)) : value;
          }),
        );
        const hold = { points: draws(2 * d), scales: [1, 2], weight };
        const target = { indices: [1, 4], values: [bytes ? 255 : 1, 0], weights: bytes ? [1e-5, 1e-5] : [0.5, 0.5] };
        const z = draws(d);
        const state = { z, sample: (await decode(z, 1))!, damping };
        const next = (await pulled(decode, state, target, hold, unitVectors(d), bytes ? BYTE_STEP : STEP))!;
        expect(next.cost).toBeLessThanOrEqual(next.before);
        expect(next.before).toBe(objective(state.sample, z, target, hold));
        expect(next.cost).toBe(objective((await decode(next.z, 1))!, next.z, target, hold));
      },
    ),
    { numRuns: 60 },
  );
});

test('a target that nothing changes is reported, and the point stays', async () => {
  const z = Float32Array.of(1, 2);
  const decode = decoding(([x]) => [x!, 7]);
  const target = { indices: [1], values: [9], weights: [1] };
  const state = { z, sample: [1, 7], damping: 0.01 };
  const next = (await pulled(decode, state, target, null, unitVectors(2), STEP))!;
  expect(next.reacts).toBe(false);
  expect(next.z).toBe(z);
});

test('a step is never longer than one latent unit', async () => {
  const far = { indices: [0], values: [1000], weights: [1] };
  const state = { z: new Float32Array(3), sample: [0, 0, 0, 0], damping: 1e-6 };
  const next = (await pulled(linear(MATRIX), state, far, null, unitVectors(3), STEP))!;
  expect(Math.hypot(...next.z)).toBeCloseTo(1, 5);
});

test('values that are not finite leave the point where it is', async () => {
  const decode = decoding(([x]) => [x! > 1.5 ? NaN : x!]);
  const state = { z: Float32Array.of(1), sample: [1], damping: 1e-6 };
  const target = { indices: [0], values: [9], weights: [1] };
  const next = (await pulled(decode, state, target, null, unitVectors(1), STEP))!;
  expect(next.cost).toBeLessThanOrEqual(next.before);
  expect(next.z[0]).toBeLessThanOrEqual(1.5);
});

test('a superseded request has no result', async () => {
  const state = { z: new Float32Array(3), sample: [0, 0, 0, 0], damping: 1 };
  expect(await pulled(async () => null, state, TARGET, null, unitVectors(3), STEP)).toBeNull();
});
