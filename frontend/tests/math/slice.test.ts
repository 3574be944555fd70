import { describe, expect, test } from 'vitest';
import { moved, place, places, shadow, slice } from '../../src/math/slice';
import { dot } from '../../src/math/vector';

const origin = Float32Array.of(1, 0, -1);
const on = slice(origin, [1, 1, 0], [0, 1, 1])!;

describe('a slice', () => {
  test('has orthonormal directions, the first of which is kept', () => {
    expect(dot(on.right, on.right)).toBeCloseTo(1);
    expect(dot(on.up, on.up)).toBeCloseTo(1);
    expect(dot(on.right, on.up)).toBeCloseTo(0);
    expect(on.right[0]! / on.right[1]!).toBeCloseTo(1);
  });

  test('does not exist if its directions are parallel', () => {
    expect(slice(origin, [1, 2, 3], [-2, -4, -6])).toBeNull();
    expect(slice(origin, [0, 0, 0], [0, 1, 0])).toBeNull();
  });

  test('moves a point to a given projection without changing its distance from the slice', () => {
    const z = Float32Array.of(0.3, 2, 5);
    const there = moved(on, z, 0.75, -2);
    place(on, there).forEach((value, i) => expect(value).toBeCloseTo([0.75, -2][i]!, 5));
    const across = Float32Array.of(
      on.right[1]! * on.up[2]! - on.right[2]! * on.up[1]!,
      on.right[2]! * on.up[0]! - on.right[0]! * on.up[2]!,
      on.right[0]! * on.up[1]! - on.right[1]! * on.up[0]!,
    );
    expect(dot(there, across)).toBeCloseTo(dot(z, across), 5);
  });

  test('projects many points like each single one', () => {
    const data = Float32Array.of(1, 2, 3, -4, 0.5, 6);
    const all = places(on, data);
    [0, 1].forEach((r) =>
      place(on, data.subarray(r * 3, r * 3 + 3)).forEach((value, i) => expect(all[r * 2 + i]).toBeCloseTo(value, 4)),
    );
  });
});

test("a Gaussian's shadow on two of its axes is their deviations", () => {
  const { major, minor, angle } = shadow(slice(new Float32Array(3), [0, 1, 0], [0, 0, 1])!, [
    5,
    Math.log(4),
    Math.log(0.25),
  ]);
  expect([major, minor, angle]).toEqual([expect.closeTo(2), expect.closeTo(0.5), expect.closeTo(0)]);
});

test("a Gaussian's shadow on a slanted plane has the variance of its directions", () => {
  const logvar = [Math.log(2), Math.log(3), Math.log(0.5)];
  const { major, minor, angle } = shadow(on, logvar);
  const along = (turn: number): number =>
    Math.hypot(major * Math.cos(turn - angle), minor * Math.sin(turn - angle)) ** 2;
  const variance = (direction: Float32Array): number =>
    direction.reduce((sum, value, i) => sum + value * value * Math.exp(logvar[i]!), 0);
  expect(along(0)).toBeCloseTo(variance(on.right), 5);
  expect(along(Math.PI / 2)).toBeCloseTo(variance(on.up), 5);
});
