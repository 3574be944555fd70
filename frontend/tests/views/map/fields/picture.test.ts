import { expect, test } from 'vitest';
import { colours, pixelsOf, scaleOf, shareOn } from '../../../../src/views/map/fields/picture';

test('a scale spans all but the extreme values, and what is not finite has no place on it', () => {
  const values = [...Array.from({ length: 101 }, (_, i) => i), NaN, Infinity];
  const scale = scaleOf(values, false)!;
  expect([scale.low, scale.high]).toEqual([2, 98]);
  expect([0, 50, 200].map((value) => shareOn(scale, value))).toEqual([0, 0.5, 1]);
  expect(shareOn(scale, NaN)).toBeNaN();
  expect(scaleOf([NaN], false)).toBeNull();
});

test('on a logarithmic scale equal ratios are equally far, and 0 is at its low end', () => {
  const scale = { low: 1, high: 100, isLog: true };
  expect([0, 1, 10, 100].map((value) => shareOn(scale, value))).toEqual([0, 0, 0.5, 1]);
  expect(scaleOf([0, 0], true)).toBeNull();
});

test('colours become lighter in even steps, and fade where nothing is trusted', () => {
  const { data } = pixelsOf({
    values: [0, 1, 0.5, NaN],
    verdict: null,
    trust: [1, 1, 0, 1],
    side: 2,
    scale: { low: 0, high: 1, isLog: false },
  });
  expect([data[3], data[7], data[11], data[15]]).toEqual([255, 255, 0, 0]);
  const light = Array.from(colours(), (word) => 0.2 * (word & 255) + 0.7 * ((word >> 8) & 255));
  for (let i = 16; i < 256; i += 16) expect(light[i]).toBeGreaterThan(light[i - 16]!);
});
