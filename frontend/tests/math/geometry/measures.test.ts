import { expect, test } from 'vitest';
import { measure } from '../../../src/math/geometry/measures';
import { Neighbours } from '../../../src/math/geometry/neighbours';
import { constant, cylinder, line } from './decoders';
import { D, items, known, network } from './python';

test.each(['even', 'data'] as const)('the measures of the path %s are those of Python', async (name) => {
  const found = await measure(network, Float32Array.from(known[name]), 9, D, new Neighbours(items, D));
  const { latentLength, sampleLength, peakSpeed, meanDistance, largestDistance } = found;
  [latentLength, sampleLength, peakSpeed, meanDistance, largestDistance].forEach((value, i) =>
    expect(value).toBeCloseTo(known.measures[name][i]!, 3),
  );
});

test('an arc on the cylinder is as long as its angle, and even', async () => {
  const found = await measure(cylinder, line([0, 0], [1, 0], 101), 101, 2, null);
  expect(found.latentLength).toBeCloseTo(1, 5);
  expect(found.sampleLength).toBeCloseTo(1, 4);
  expect(found.peakSpeed).toBeCloseTo(1, 3);
  expect([found.meanDistance, found.largestDistance]).toEqual([null, null]);
});

test('samples that do not change have no speed', async () => {
  expect(await measure(constant, line([0, 0], [1, 0], 5), 5, 2, null)).toMatchObject({
    sampleLength: 0,
    peakSpeed: null,
  });
});
