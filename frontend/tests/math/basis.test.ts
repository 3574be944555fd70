import { expect, test } from 'vitest';
import { orthonormal, unitVectors } from '../../src/math/basis';
import { seeded } from '../../src/math/random';
import { dot } from '../../src/math/vector';

test('unit vectors are some rows of the identity', () => {
  expect(unitVectors(4, 1, 3).map((one) => Array.from(one))).toEqual([
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ]);
});

test('random directions are orthonormal, among themselves and to those that are given', () => {
  const given = [Float32Array.of(0.6, 0.8, 0, 0, 0), Float32Array.of(0, 0, 0, 0, 1)];
  const basis = orthonormal(5, 5, given, seeded());
  given.forEach((one, i) => expect(Array.from(basis[i]!)).toEqual(Array.from(one)));
  basis.forEach((a, i) => basis.forEach((b, j) => expect(dot(a, b)).toBeCloseTo(+(i === j), 6)));
});

test('of more given directions than wanted the first are taken', () => {
  const given = unitVectors(3);
  expect(orthonormal(3, 2, given, seeded())).toEqual(given.slice(0, 2));
});
