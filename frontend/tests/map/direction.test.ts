import { expect, test } from 'vitest';
import type { Atlas } from '../../src/sources/atlas';
import { commonest, directionFile, directionOf, endsOf } from '../../src/views/map/direction';

const atlas: Atlas = {
  n: 4,
  mean: Float32Array.of(0, 0, 2, 0, 3, 4, 3, 8),
  logvar: new Float32Array(8),
  label: Int32Array.of(1, 1, 0, -1),
  split: new Uint8Array(4),
  error: new Float32Array(4),
  layout: null,
};

test('leads from one group to the other', () => {
  const ends = endsOf(atlas, [Int32Array.of(0, 1), Int32Array.of(2, 3)], 2)!;
  expect(Array.from(ends.from)).toEqual([1, 0]);
  expect(Array.from(ends.to)).toEqual([3, 6]);
  expect(ends.counts).toEqual([2, 2]);
  const [x, y] = directionOf(ends);
  expect(x).toBeCloseTo(2 / Math.hypot(2, 6), 6);
  expect(y).toBeCloseTo(6 / Math.hypot(2, 6), 6);
});

test('with one group leads to it from all other images', () => {
  const ends = endsOf(atlas, [Int32Array.of(3)], 2)!;
  expect(ends.from[0]).toBeCloseTo(5 / 3, 6);
  expect(ends.from[1]).toBeCloseTo(4 / 3, 6);
  expect(Array.from(ends.to)).toEqual([3, 8]);
  expect(ends.counts).toEqual([3, 1]);
});

test('does not exist without a group', () => {
  expect(endsOf(atlas, [], 2)).toBeNull();
});

test("a group goes by most of its images' class", () => {
  expect(commonest(atlas, Int32Array.of(0, 1, 2))).toBe(1);
  expect(commonest(atlas, Int32Array.of(3))).toBe(-1);
  expect(commonest(atlas, new Int32Array(0))).toBe(-1);
});

test('can be saved as a file', () => {
  const ends = endsOf(atlas, [Int32Array.of(0), Int32Array.of(1)], 2)!;
  expect(JSON.parse(directionFile('wider', 'mnist', ends))).toEqual({
    kind: 'latentwalk direction',
    format: 1,
    name: 'wider',
    model: 'mnist',
    vector: [1, 0],
    from: { n: 1 },
    to: { n: 1 },
  });
});
