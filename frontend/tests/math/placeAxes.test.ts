import { expect, test } from 'vitest';
import { axesAt } from '../../src/math/placeAxes';
import { normal } from '../../src/math/prior';
import { seeded } from '../../src/math/random';
import { dot, norm } from '../../src/math/vector';
import { decoding, linear } from './decoders';

/** An orthogonal (2, 2) matrix, whose rows are the directions, */
const TURNED = [
  [0.8, 0.6],
  [-0.6, 0.8],
] as const;
/** as a decoder that stretches along them by 3 and 0.5. */
const stretching = linear([
  [3 * TURNED[0][0], 3 * TURNED[0][1]],
  [0, 0],
  [0.5 * TURNED[1][0], 0.5 * TURNED[1][1]],
]);

test('a stretched space has the stretches and their directions, the strongest first', async () => {
  const found = (await axesAt(stretching, Float32Array.of(0.4, -2), 3, false, [], seeded()))!;
  expect(found.strengths[0]).toBeCloseTo(3, 4);
  expect(found.strengths[1]).toBeCloseTo(0.5, 4);
  expect(found.total).toBeCloseTo(9.25, 3);
  expect(found.examined).toBe(2);
  [0.8, 0.6].forEach((value, i) => expect(found.directions[0]![i]).toBeCloseTo(value, 4));
  // turned, so that its largest coordinate is positive
  [-0.6, 0.8].forEach((value, i) => expect(found.directions[1]![i]).toBeCloseTo(value, 4));
});

test('where nothing changes, the directions are still orthonormal', async () => {
  const found = (await axesAt(
    decoding(() => [1, 2]),
    new Float32Array(3),
    2,
    false,
    [],
    seeded(),
  ))!;
  expect(found.strengths).toEqual([0, 0, 0]);
  expect(found.total).toBe(0);
  found.directions.forEach((a, i) => found.directions.forEach((b, j) => expect(dot(a, b)).toBeCloseTo(+(i === j), 6)));
});

test('one dimension is its own axis', async () => {
  const found = (await axesAt(
    decoding(([x]) => [2 * x!]),
    Float32Array.of(1),
    1,
    false,
    [],
    seeded(),
  ))!;
  expect(found.strengths[0]).toBeCloseTo(2, 4);
  expect(Array.from(found.directions[0]!)).toEqual([1]);
});

test('of many dimensions the directions given first are examined, and the total is estimated', async () => {
  const d = 300;
  const random = seeded(3);
  // one strong direction, and as many weak ones as there are dimensions
  const strong = Float32Array.from({ length: d }, (_, i) => +(i === 7));
  const found = (await axesAt(
    decoding((z) => Array.from({ length: d }, (_, i) => (i === 7 ? 10 : 1) * z[i]!)),
    Float32Array.from({ length: d }, () => normal(random)),
    d,
    false,
    [strong],
    random,
  ))!;
  expect(found.examined).toBe(128);
  expect(found.strengths[0]).toBeCloseTo(10, 2);
  expect(Math.abs(found.directions[0]![7]!)).toBeCloseTo(1, 3);
  expect(found.total / (100 + d - 1)).toBeCloseTo(1, 1);
});

test('of samples in bytes, weak axes are as exact as strong ones', async () => {
  const random = seeded(5);
  const [strong, weak] = [1, 2].map(() => Array.from({ length: 100 }, () => normal(random)));
  const rounded = decoding(([x, y]) =>
    strong!.map((value, i) => Math.round(128 + 30 * value * x! + 4 * weak![i]! * y!)),
  );
  const found = (await axesAt(rounded, Float32Array.of(0.2, -0.1), 100, true, [], random))!;
  const exact = [30 * norm(strong!), 4 * norm(weak!)];
  // one round alone is off by more than half of the weak one
  exact.forEach((value, i) => expect(Math.abs(found.strengths[i]! / value - 1)).toBeLessThan(0.1));
});

test('of large samples fewer directions are examined', async () => {
  const size = 2 ** 20;
  const found = (await axesAt(
    async (_, n) => new Uint8Array(n * size),
    new Float32Array(40),
    size,
    true,
    [],
    seeded(),
  ))!;
  expect(found.examined).toBe(16);
});

test('values that are not finite end in a sentence', async () => {
  const undefinedThere = decoding(([x]) => [Math.log(x!)]);
  await expect(axesAt(undefinedThere, Float32Array.of(-1), 1, false, [], seeded())).rejects.toThrow(
    'The decoder returns no finite numbers around this point, so it has no axes.',
  );
});

test('a superseded request has no axes', async () => {
  expect(await axesAt(async () => null, new Float32Array(2), 1, false, [], seeded())).toBeNull();
});
