import { expect, test } from 'vitest';
import { BYTE_STEP, jacobian, slopes, STEP } from '../../src/math/jacobian';
import { row, type Vector } from '../../src/math/vector';
import { decoding } from './decoders';

const curved = ([x, y]: Vector): number[] => [Math.sin(x!), x! * y!, Math.exp(0.3 * y!)];

test('the columns of the Jacobian are the partial derivatives', async () => {
  const [x, y] = [0.7, -1.3];
  const [first, second] = (await jacobian(decoding(curved), Float32Array.of(x, y), STEP))!;
  const digits = 4;
  [Math.cos(x), y, 0].forEach((value, i) => expect(first![i]).toBeCloseTo(value, digits));
  [0, x, 0.3 * Math.exp(0.3 * y)].forEach((value, i) => expect(second![i]).toBeCloseTo(value, digits));
});

test('a slope along a direction is the Jacobian times it', async () => {
  const [along] = (await slopes(decoding(curved), Float32Array.of(0.7, -1.3), [[0.6, 0.8]], STEP))!;
  const exact = [0.6 * Math.cos(0.7), 0.6 * -1.3 + 0.8 * 0.7, 0.8 * 0.3 * Math.exp(0.3 * -1.3)];
  exact.forEach((value, i) => expect(along![i]).toBeCloseTo(value, 4));
});

test('far from the origin, the step is one that single precision can hold', async () => {
  const linear = ([x, y]: Vector): number[] => [2 * x! - y!];
  const [first, second] = (await jacobian(decoding(linear), Float32Array.of(3e5, -2e4), STEP))!;
  expect(first![0]).toBeCloseTo(2, 3);
  expect(second![0]).toBeCloseTo(-1, 3);
});

test('the step for bytes is wide enough for their rounding', async () => {
  const rounded = ([x]: Vector): number[] => [Math.round(128 + 90 * x!)];
  const [change] = (await jacobian(decoding(rounded), Float32Array.of(0.3), BYTE_STEP))!;
  expect(Math.abs(change![0]! - 90)).toBeLessThan(16);
});

test('all points are decoded together, on both sides', async () => {
  const asked: number[][] = [];
  await jacobian(
    async (z, n) => {
      for (let i = 0; i < n; i++) asked.push(Array.from(row(z, i, 2)));
      return new Float32Array(n);
    },
    Float32Array.of(0, 4),
    0.5,
  );
  expect(asked).toEqual([
    [0.5, 4],
    [0, 6],
    [-0.5, 4],
    [0, 2],
  ]);
});

test('a superseded request has no Jacobian', async () => {
  expect(await jacobian(async () => null, new Float32Array(2), STEP)).toBeNull();
});
