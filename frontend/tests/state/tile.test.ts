import { expect, test } from 'vitest';
import type { Tile } from '../../src/sources/tile';
import { linkToModel, nearer, rowAt, spotBy, spotUnder } from '../../src/state/tile';

const TILE = {
  origin: Float32Array.of(1, 0, 0),
  right: Float32Array.of(0, 2, 0),
  up: Float32Array.of(0, 0, 4),
  given: Float32Array.of(7),
} as unknown as Tile;

test('a place is a point on the plane, with what is given', () => {
  expect(Array.from(rowAt(TILE, [0.5, -0.25]))).toEqual([1, 1, -1, 7]);
});

test('the pointer is at a place, at most at the edge', () => {
  const box = { left: 100, top: 50, width: 200, height: 100 };
  expect(spotUnder(box, 200, 100)).toEqual([0, 0]);
  expect(spotUnder(box, 100, 50)).toEqual([-1, 1]);
  expect(spotUnder(box, 300, 150)).toEqual([1, -1]);
  expect(spotUnder(box, 999, -999)).toEqual([1, 1]);
});

test('arrow keys lead on, up to the edge; others nowhere', () => {
  expect(spotBy('ArrowUp', [0, 0])).toEqual([0, 0.1]);
  expect(spotBy('ArrowLeft', [0, 0])).toEqual([-0.1, 0]);
  expect(spotBy('ArrowRight', [0.95, 0])).toEqual([1, 0]);
  expect(spotBy('Enter', [0, 0])).toBeNull();
});

test('a picture comes nearer to a place until it is there, however long a frame takes', () => {
  const half = nearer(nearer([0, 0], [1, -1], 8), [1, -1], 8);
  const whole = nearer([0, 0], [1, -1], 16);
  expect(half[0]).toBeCloseTo(whole[0], 10);
  expect(whole[0]).toBeGreaterThan(0.1);
  let at: readonly [number, number] = [0, 0];
  for (let i = 0; i < 100; i++) at = nearer(at, [1, -1], 16);
  expect(at).toEqual([1, -1]);
});

test('the link to a model has its name, whatever it is', () => {
  expect(linkToModel('a & b')).toBe('index.html#model=a+%26+b');
});
