import { expect, test } from 'vitest';
import { zoo } from '../world';
import { charted } from './parts';

test.each([0.001, 0.01, 1, 17])('the frame fits data of a spread of %s', async (scale) => {
  const data = zoo();
  const { chart } = await charted({ data: { ...data, mean: data.mean.map((value) => scale * value) } });
  const [width, height] = [0, 1].map((axis) => {
    const pixels = Array.from({ length: data.n }, (_, i) => chart.pixels(chart.placeOf(i))[axis]!);
    return Math.max(...pixels) - Math.min(...pixels);
  });
  expect(Math.max(width! / chart.width, height! / chart.height)).toBeGreaterThan(0.8);
});

test('data at one point has a frame around it', async () => {
  const data = zoo();
  const { chart } = await charted({ data: { ...data, mean: data.mean.map(() => 0.25) } });
  expect(chart.whole.x).toBeCloseTo(0.25);
  expect(chart.whole.span).toBeGreaterThan(3);
});
