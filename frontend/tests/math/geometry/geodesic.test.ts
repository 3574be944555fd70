import { expect, test } from 'vitest';
import { settle } from '../../../src/math/geometry/geodesic';
import { constant, cylinder, decoding, line, onSphere, plane, sphere } from './decoders';
import { D, known, network } from './python';

test('an even path on the plane is the straight line', async () => {
  const straight = line([-1, 2], [3, -0.5], 9);
  const found = await settle(plane, straight, 9, 2);
  found.forEach((value, i) => expect(value).toBeCloseTo(straight[i]!, 4));
});

test('an even path on the cylinder is the helix', async () => {
  const found = await settle(cylinder, line([0, -1], [2, 2], 33), 33, 2);
  for (let i = 0; i < 33; i++) {
    const t = i / 32;
    expect(Math.abs(found[2 * i]! - 2 * t)).toBeLessThan(5e-3);
    expect(Math.abs(found[2 * i + 1]! - Math.asinh((1 - t) * Math.sinh(-1) + t * Math.sinh(2)))).toBeLessThan(5e-3);
  }
});

test('an even path on the sphere is the great arc', async () => {
  const ends = [
    [0, 0.6],
    [2, 0.9],
  ];
  const found = await settle(sphere, line(ends[0]!, ends[1]!, 25), 25, 2);
  const [a, b] = ends.map(onSphere) as [number[], number[]];
  const angle = Math.acos(a.reduce((sum, value, i) => sum + value * b[i]!, 0));
  for (let i = 0; i < 25; i++) {
    const [p, q] = [Math.sin((1 - i / 24) * angle) / Math.sin(angle), Math.sin((i / 24) * angle) / Math.sin(angle)];
    onSphere([found[2 * i]!, found[2 * i + 1]!]).forEach((value, k) =>
      expect(Math.abs(value - p * a[k]! - q * b[k]!)).toBeLessThan(5e-3),
    );
  }
});

test('an even path is that of Python', async () => {
  const [a, b] = [known.at.slice(0, D), known.at.slice(D, 2 * D)];
  const found = await settle(network, line(a, b, 9), 9, D);
  found.forEach((value, i) => expect(Math.abs(value - known.even[i]!)).toBeLessThan(5e-3));
});

test('ends and conditions stay as they are', async () => {
  const given = decoding(2, ([x, w]) => [Math.exp(x!) * w!]);
  const found = await settle(given, line([0, 1], [3, 2], 9), 9, 1);
  expect([found[0], found[16]]).toEqual([0, 3]);
  expect(Array.from({ length: 9 }, (_, i) => found[2 * i + 1])).toEqual(Array.from({ length: 9 }, (_, i) => 1 + i / 8));
});

test('dimensions that change nothing do not break the system', async () => {
  const idle = decoding(3, ([x]) => [Math.sinh(x!)]);
  const found = await settle(idle, line([0, 1, -1], [2, 1, 3], 9), 9, 3);
  expect(found.every(Number.isFinite)).toBe(true);
});

test('a constant decoder has no even path, and says so', async () => {
  await expect(settle(constant, line([0, 0], [1, 1], 5), 5, 2)).rejects.toThrow('one and the same sample');
});
