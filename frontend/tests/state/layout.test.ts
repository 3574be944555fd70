import { describe, expect, test } from 'vitest';
import { errorOf, Layout, layoutOf, methodOf } from '../../src/state/layout';
import { momentOf } from '../../src/state/moment';
import type { Atlas } from '../../src/sources/atlas';

const N = 40;
/** Items along a line of space, and along the diagonal of the layout. */
const atlas: Atlas = {
  n: N,
  mean: Float32Array.from({ length: 3 * N }, (_, i) => (i % 3 ? 0 : i / 3)),
  logvar: new Float32Array(3 * N),
  label: new Int32Array(N),
  split: new Uint8Array(N),
  error: new Float32Array(N),
  layout: Float32Array.from({ length: 2 * N }, (_, i) => Math.floor(i / 2)),
};

describe('a layout', () => {
  const layout = layoutOf(atlas, 3)!;

  test('has an item at its place, and between items what is between them', () => {
    expect(layout.place(Float32Array.of(7, 0, 0))).toEqual([7, 7]);
    const [x, y, z] = layout.at(20.5, 20.5);
    expect([x, y, z].map((value) => Number(value!.toFixed(3)))).toEqual([20.5, 0, 0]);
  });

  test('keeps what it made at its place', () => {
    const z = layout.at(3, 9);
    expect(layout.place(z)).toEqual([3, 9]);
    expect(layout.place(z.slice())).not.toEqual([3, 9]);
  });

  test('places rows by their points', () => {
    expect(layout.place(Float32Array.of(7, 0, 0, 1, 0))).toEqual([7, 7]);
  });

  test('trusts places near the data', () => {
    const { points, trust } = layout.all(Float32Array.of(20, 20, 90, 0));
    expect([...trust]).toEqual([1, 0]);
    expect(points[0]).toBeCloseTo(20, 3);
  });

  test('keeps its places at another moment, with the points of then', () => {
    const row = Int32Array.from({ length: 20 }, (_, i) => 2 * i);
    const then = momentOf(atlas, row, new Float32Array(60).fill(5));
    const [x] = layoutOf(then.data, 3)!.at(20, 20);
    expect(x).toBeCloseTo(5, 5);
  });

  test('is null without one', () => {
    expect(layoutOf({ ...atlas, layout: null }, 3)).toBeNull();
    expect(layoutOf(null, 3)).toBeNull();
    expect(layoutOf(atlas, 3)).toBeInstanceOf(Layout);
  });
});

test.each([
  [{ layout: { method: 'tsne', error: 0.25 } }, 't-SNE', 0.25],
  [{ layout: { method: 'given', error: 0 } }, '', 0],
  [{ layout: { method: '<b>', error: 'x' } }, '', null],
  [{ layout: { error: -1 } }, '', null],
  [{ layout: null }, '', null],
  [{}, '', null],
])('%j is described', (provenance, method, error) => {
  expect(methodOf({ provenance })).toBe(method);
  expect(errorOf({ provenance })).toBe(error);
});
