import { describe, expect, test } from 'vitest';
import { nearest } from '../../../src/math/neighbours';
import { Graph } from '../../../src/math/geometry/graph';
import { Neighbours } from '../../../src/math/geometry/neighbours';
import { codesOf, graphOf, smoothed, spaced, through } from '../../../src/math/geometry/through';
import { seeded } from '../../random';
import { D, items, known } from './python';

const flat = (points: readonly number[][]): Float32Array<ArrayBuffer> => Float32Array.from(points.flat());

test('the nearest points are those that a search of all finds', () => {
  const random = seeded();
  const points = Float32Array.from({ length: 300 * 4 }, (_, i) => (i % 4 === 2 ? 3 : 1) * (random() - 0.5));
  const search = new Neighbours(points, 4);
  const [near, far] = [new Int32Array(7), new Float64Array(7)];
  for (const i of [0, 17, 299]) {
    const z = points.subarray(4 * i, 4 * i + 4);
    search.nearest(z, 7, near, far, 0, i);
    expect([...near]).toEqual(nearest(points, z, 7, i).indices);
    expect(search.distance([z[0]! + 9, 0, 0, 0])).toBeCloseTo(
      nearest(points, [z[0]! + 9, 0, 0, 0], 1).distances[0]!,
      6,
    );
  }
});

describe('the shortest way', () => {
  const shortest = (points: number[][], start: number[], end: number[], k = 2): number[][] =>
    new Graph(flat(points), 2, k).between(Float32Array.from(start), Float32Array.from(end)).map((point) => [...point]);

  test('leads from neighbour to neighbour around a circle', () => {
    const circle = Array.from({ length: 12 }, (_, i) => {
      const angle = (i * Math.PI) / 6;
      return [Math.fround(Math.cos(angle)), Math.fround(Math.sin(angle))];
    });
    expect(shortest(circle, circle[0]!, circle[5]!)).toEqual(circle.slice(0, 6));
  });

  test('bridges groups that are far apart where they are nearest', () => {
    const groups = [
      [0, 0],
      [0, 1],
      [1, 0],
      [9, 9],
      [9, 8],
      [8, 9],
    ];
    expect(shortest(groups, [0, 0], [9, 9], 2)).toHaveLength(4);
  });

  test.each([[[]], [[[5, 5]]], [[[0, 0]]]])('exists with the codes %j', (points: number[][]) => {
    const way = shortest(points, [0, 0], [1, 1], 10);
    expect([way[0], way.at(-1)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });
});

test('smoothed corners touch the middle of each edge and keep their ends', () => {
  const corners = [
    [0, 0],
    [4, 0],
    [4, 4],
  ].map((corner) => Float64Array.from(corner));
  const curve = smoothed(corners);
  expect([curve[0], curve.at(-1)]).toEqual([corners[0], corners[2]]);
  for (const middle of [
    [2, 0],
    [4, 2],
  ])
    expect(Math.min(...curve.map((point) => Math.hypot(point[0]! - middle[0]!, point[1]! - middle[1]!)))).toBeLessThan(
      0.2,
    );
});

test('spaced points are equally far along the line', () => {
  const corners = [
    [0, 0],
    [1, 0],
    [1, 3],
  ].map((corner) => Float64Array.from(corner));
  expect([...spaced(corners, 5)]).toEqual([0, 0, 1, 0, 1, 1, 1, 2, 1, 3]);
});

test('equal codes are one', () => {
  expect([...codesOf(Float32Array.of(1, 2, 3, 4, 1, 2), 2)]).toEqual([1, 2, 3, 4]);
});

test('a path through data is that of Python', () => {
  const [a, b] = [0, 1].map((i) => Float32Array.from(known.at.slice(i * D, (i + 1) * D)));
  const found = through(graphOf(codesOf(items, D), D), a!, b!, 9);
  found.forEach((value, i) => expect(value).toBeCloseTo(known.data[i]!, 4));
});
