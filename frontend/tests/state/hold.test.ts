import { expect, test } from 'vitest';
import { holdNearData, holdNearPrior } from '../../src/state/hold';

test('the standard normal distribution holds near the origin', () => {
  expect(holdNearPrior([], 3, 0.1)).toEqual({ points: new Float32Array(3), scales: [1], weight: 0.1 });
});

test('a mixture holds near its means, in units of their mean deviation', () => {
  const mixture = [
    { weight: 0.5, mean: [1, 2], factor: [[3], [0, 4]] },
    { weight: 0.5, mean: [-1, 0], factor: [[1], [0, 1]] },
  ];
  const { points, scales } = holdNearPrior(mixture, 2, 1);
  expect(Array.from(points)).toEqual([1, 2, -1, 0]);
  expect(scales[0]).toBeCloseTo(Math.sqrt(12.5), 6);
  expect(scales[1]).toBeCloseTo(1, 6);
});

test('data hold near their items, in units of their deviation', () => {
  const mean = Float32Array.of(1, 0, -1, 0, 1, 0, -1, 0);
  const n = 4;
  const data = {
    n,
    mean,
    logvar: new Float32Array(8),
    label: new Int32Array(n),
    split: new Uint8Array(n),
    error: new Float32Array(n),
    layout: null,
  };
  const { points, scales } = holdNearData(data, 2, 1);
  expect(Array.from(points)).toEqual(Array.from(mean));
  expect(scales[3]).toBeCloseTo(Math.SQRT1_2, 6);
});
