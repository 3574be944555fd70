import { describe, expect, test } from 'vitest';
import { norm } from '../../src/math/vector';
import { CURVES, segments, times, walk } from '../../src/math/walk';

const points = [
  Float32Array.of(1, 0, 0),
  Float32Array.of(0, 2, 0),
  Float32Array.of(-1, 0, 1),
  Float32Array.of(0.5, 0.5, -2),
];

describe.each(CURVES)('a walk by %s', (curve) => {
  test.each([false, true])('passes through its points (loop: %s)', (loop) => {
    const path = walk(points, curve, loop);
    points.forEach((point, i) => path(i).forEach((value, k) => expect(value).toBeCloseTo(point[k]!, 5)));
    if (loop) path(4).forEach((value, k) => expect(value).toBeCloseTo(points[0]![k]!, 5));
  });

  test('through one point stays there', () => {
    expect([...walk([points[1]!], curve, false)(0.7)]).toEqual([0, 2, 0]);
  });
});

test('a great arc interpolates the distance from the origin', () => {
  expect(norm(walk(points, 'slerp', false)(0.5))).toBeCloseTo(1.5, 5);
});

test('a great arc from the origin is a straight line', () => {
  expect([...walk([new Float32Array(2), Float32Array.of(2, 4)], 'slerp', false)(0.25)]).toEqual([0.5, 1]);
});

test("the natural spline equals SciPy's", () => {
  // scipy.interpolate.CubicSpline([0, 1, 2, 3], [0, 1, 0, 2], bc_type='natural')([0.5, 1.25, 2.75])
  const path = walk(
    [0, 1, 0, 2].map((value) => Float32Array.of(value)),
    'spline',
    false,
  );
  [0.775, 0.771875, 1.28125].forEach((value, i) => expect(path([0.5, 1.25, 2.75][i]!)[0]).toBeCloseTo(value, 5));
});

test('the periodic spline is smooth where it closes', () => {
  const path = walk(points, 'spline', true);
  const step = 1e-3;
  for (let k = 0; k < 3; k++) {
    const out = (path(step)[k]! - path(0)[k]!) / step;
    const back = (path(4)[k]! - path(4 - step)[k]!) / step;
    expect(Math.abs(out - back)).toBeLessThan(0.05);
  }
});

test('frames are evenly spaced, and a loop repeats none', () => {
  expect(times(3, false, 5)).toEqual([0, 0.5, 1, 1.5, 2]);
  expect(times(3, true, 6)).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
  expect([segments(1, true), segments(2, false), segments(3, true)]).toEqual([0, 1, 3]);
});

test('a segment of a path that has to be found follows its leg, and is straight without one', () => {
  const stops = [Float32Array.of(0, 0), Float32Array.of(2, 0), Float32Array.of(4, 0)];
  const leg = [Float32Array.of(0, 0), Float32Array.of(0, 1), Float32Array.of(2, 1), Float32Array.of(2, 0)];
  const way = walk(stops, 'even', false, [leg, null]);
  expect([0, 1 / 6, 0.5, 1, 1.5, 2].map((time) => [...way(time)])).toEqual([
    [0, 0],
    [0, 0.5],
    [1, 1],
    [2, 0],
    [3, 0],
    [4, 0],
  ]);
});
