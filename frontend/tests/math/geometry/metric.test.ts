import { expect, test } from 'vitest';
import { metrics } from '../../../src/math/geometry/metric';
import { decoding, plane, sphere } from './decoders';
import { D, known, network } from './python';

test('the metric of a linear decoder is the product of its matrix', async () => {
  const [found] = await metrics(plane, Float32Array.of(0.3, -7), 1, 2);
  [5.25, -0.25, -0.25, 10.0625].forEach((value, i) => expect(found![i]).toBeCloseTo(value, 3));
});

test('the metric of the sphere has the squared cosine of the latitude', async () => {
  const [found] = await metrics(sphere, Float32Array.of(0.4, 0.9), 1, 2);
  [Math.cos(0.9) ** 2, 0, 0, 1].forEach((value, i) => expect(found![i]).toBeCloseTo(value, 3));
});

test('metrics are those of Python', async () => {
  const found = await metrics(network, Float32Array.from(known.at), known.at.length / D, D);
  found.flatMap((one) => [...one]).forEach((value, i) => expect(value / known.metric[i]!).toBeCloseTo(1, 3));
});

test('conditions after the points are held', async () => {
  const given = decoding(3, ([x, y, w]) => [w! * x!, y!]);
  const [found] = await metrics(given, Float32Array.of(1, 2, 3), 1, 2);
  [9, 0, 0, 1].forEach((value, i) => expect(found![i]).toBeCloseTo(value, 3));
});

test('too many dimensions, and values that are not finite, are refused with a sentence', async () => {
  const many = decoding(600, () => [1]);
  await expect(metrics(many, new Float32Array(600), 1, 600)).rejects.toThrow('600 dimensions, and the geometry');
  const broken = decoding(1, () => [NaN]);
  await expect(metrics(broken, new Float32Array(1), 1, 1)).rejects.toThrow('The decoder returned NaN or infinity');
});
