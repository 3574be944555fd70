import { expect, test } from 'vitest';
import { drawAggregate, drawPosterior } from '../../src/math/posterior';
import { seeded } from '../random';

test('a draw of the aggregate posterior is one of a random posterior', () => {
  const random = seeded();
  const posteriors = {
    n: 2,
    mean: Float32Array.of(-10, 5, 10, 5),
    logvar: Float32Array.from([0.01, 4, 1, 4], Math.log),
  };
  const draws = Array.from({ length: 8000 }, () => drawAggregate(posteriors, random));
  const momentsOf = (values: number[]): [number, number] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
  };
  const [low, high] = [draws.filter(([x]) => x! < 0), draws.filter(([x]) => x! >= 0)];
  expect(low.length / draws.length).toBeCloseTo(0.5, 1);
  for (const [some, axis, mean, variance] of [
    [low, 0, -10, 0.01],
    [high, 0, 10, 1],
    [draws, 1, 5, 4],
  ] as const) {
    const found = momentsOf(some.map((z) => z[axis]!));
    expect(Math.abs(found[0] - mean)).toBeLessThan(5 * Math.sqrt(variance / some.length));
    expect(Math.abs(found[1] / variance - 1)).toBeLessThan(0.1);
  }
});

test('a draw of one posterior is its mean and so many of its deviations, the same for the same seed', () => {
  const [mean, logvar] = [Float32Array.of(3, -1), Float32Array.of(Math.log(0.25), Math.log(4))];
  const draws = Array.from({ length: 8000 }, (_, i) => drawPosterior(mean, logvar, 1.5, i + 1));
  for (const [axis, deviation] of [0.75, 3].entries()) {
    const values = draws.map((z) => z[axis]!);
    const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length;
    expect(Math.abs(middle - mean[axis]!)).toBeLessThan((5 * deviation) / Math.sqrt(values.length));
    expect(Math.abs(variance / deviation ** 2 - 1)).toBeLessThan(0.1);
  }
  expect(drawPosterior(mean, logvar, 0, 7)).toEqual(mean);
  expect(drawPosterior(mean, logvar, 1.5, 1)).toEqual(draws[0]);
});
