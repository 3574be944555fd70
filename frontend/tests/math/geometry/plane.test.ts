import { expect, test } from 'vitest';
import { anisotropy, around, indicatrix, magnification, planeMetrics } from '../../../src/math/geometry/plane';
import { constant, decoding, plane, sphere } from './decoders';
import type { Exact } from '../../../src/math/geometry/differences';

const STEP = 2 ** -7;
async function metricAt(decode: Exact, x: number, y: number) {
  const [found] = planeMetrics(await decode(around(Float32Array.of(x, y), STEP), 4), 1, STEP);
  return found!;
}

test('the metric of a linear decoder is the product of its matrix', async () => {
  const { xx, xy, yy } = await metricAt(plane, 0.3, -2);
  [5.25, -0.25, 10.0625].forEach((value, i) => expect([xx, xy, yy][i]).toBeCloseTo(value, 3));
});

test('on the sphere, areas shrink and ellipses widen with the cosine of the latitude', async () => {
  const metric = await metricAt(sphere, 1, 0.9);
  expect(magnification(metric)).toBeCloseTo(Math.cos(0.9), 4);
  expect(anisotropy(metric)).toBeCloseTo(1 / Math.cos(0.9), 4);
  const { major, minor, angle } = indicatrix(metric);
  expect(major).toBeCloseTo(1 / Math.cos(0.9), 4);
  expect(minor).toBeCloseTo(1, 4);
  expect(Math.abs(Math.cos(angle))).toBeCloseTo(1, 3);
});

test('each point of an indicatrix changes the sample by 1', async () => {
  const metric = await metricAt(plane, 0, 0);
  const { major, minor, angle } = indicatrix(metric);
  for (const turn of [0, 1, 2.5]) {
    const [along, across] = [major * Math.cos(turn), minor * Math.sin(turn)];
    const x = along * Math.cos(angle) - across * Math.sin(angle);
    const y = along * Math.sin(angle) + across * Math.cos(angle);
    expect(metric.xx * x * x + 2 * metric.xy * x * y + metric.yy * y * y).toBeCloseTo(1, 6);
  }
});

test('what changes in one direction only has no area, and a decoder that is constant has no shape', async () => {
  const one = await metricAt(
    decoding(2, ([x]) => [x!]),
    0,
    0,
  );
  expect([magnification(one), anisotropy(one)]).toEqual([0, Infinity]);
  expect(anisotropy(await metricAt(constant, 0, 0))).toBeNaN();
});
