import { expect, test } from 'vitest';
import type { Condition } from '../../src/conditions/condition';
import type { Atlas } from '../../src/sources/atlas';
import { Nearby, nearbyOf } from '../../src/state/nearby';
import { label, weight } from '../conditions/conditions';

/** Points on a line, with their labels. */
function data(...points: [at: number, label: number][]): {
  n: number;
  mean: Float32Array<ArrayBuffer>;
  label: Int32Array<ArrayBuffer>;
} {
  return {
    n: points.length,
    mean: Float32Array.from(points, ([at]) => at),
    label: Int32Array.from(points, ([, label]) => label),
  };
}
const CLASSES = ['cat', 'dog', 'owl'];
const group = (middle: number, label: number, n: number): [number, number][] =>
  Array.from({ length: n }, (_, i) => [middle + 0.01 * i, label]);

test('a point says nothing of classes where the decoder is given one', () => {
  const of = (...conditions: Condition[]) =>
    nearbyOf({ encoded: { data: data([0, 0]) as Atlas }, folder: { classes: CLASSES, latentDim: 1, conditions } });
  expect([of(), of(weight)].every((nearby) => nearby instanceof Nearby)).toBe(true);
  expect(of(weight, label)).toBeNull();
});

test('a point among one class is near that class', () => {
  const nearby = new Nearby(data(...group(0, 0, 9), ...group(5, 1, 9)), CLASSES, 1);
  expect(nearby.at(Float32Array.of(0))).toEqual(['cat']);
  expect(nearby.at(Float32Array.of(6))).toEqual(['dog']);
});

test('a point between two is near both, the more frequent one first', () => {
  const nearby = new Nearby(data(...group(-1, 2, 3), ...group(1, 1, 4)), CLASSES, 1);
  expect(nearby.at(Float32Array.of(0))).toEqual(['dog', 'owl']);
});

test('a single neighbour of another class does not count', () => {
  const nearby = new Nearby(data(...group(0, 0, 6), [0.5, 1]), CLASSES, 1);
  expect(nearby.at(Float32Array.of(0))).toEqual(['cat']);
});

test('data without classes has none', () => {
  expect(new Nearby(data(...group(0, -1, 8)), [], 1).at(Float32Array.of(0))).toEqual([]);
});
