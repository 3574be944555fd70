import { describe, expect, test } from 'vitest';
import {
  extentOf,
  fitted,
  fromPixels,
  panned,
  toPixels,
  transformTo,
  zoomed,
  type Frame,
} from '../../src/views/map/frame';

const size = { width: 400, height: 300 };
const frame: Frame = { x: 1, y: -2, span: 8 };

/** Where a CSS transform takes a pixel of a picture. */
function carried(transform: string, x: number, y: number): [number, number] {
  const [a, , , d, e, f] = transform.match(/-?[\d.]+(?:e-?\d+)?/g)!.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return [a * x + e, d * y + f];
}

describe('a frame', () => {
  test('has its middle in the middle, and up above', () => {
    expect(toPixels(frame, size, 1, -2)).toEqual([200, 150]);
    expect(toPixels(frame, size, 5, -2)).toEqual([400, 150]);
    expect(toPixels(frame, size, 1, -1)).toEqual([200, 100]);
  });

  test('takes pixels back to their places', () => {
    const [x, y] = fromPixels(frame, size, ...toPixels(frame, size, 0.3, 0.7));
    expect(x).toBeCloseTo(0.3, 10);
    expect(y).toBeCloseTo(0.7, 10);
  });

  test('that is panned carries the place that was held', () => {
    const held = fromPixels(frame, size, 50, 60);
    const [x, y] = toPixels(panned(frame, size, 30, -20), size, ...held);
    expect([x, y]).toEqual([expect.closeTo(80, 8), expect.closeTo(40, 8)]);
  });

  test('that is zoomed keeps the place under the pointer there', () => {
    const under = fromPixels(frame, size, 330, 40);
    const closer = zoomed(frame, size, 2.5, 330, 40, frame);
    expect(closer.span).toBeCloseTo(8 / 2.5, 10);
    expect(toPixels(closer, size, ...under)).toEqual([expect.closeTo(330, 8), expect.closeTo(40, 8)]);
  });

  test('zooms to an end, and there too keeps the place under the pointer', () => {
    const under = fromPixels(frame, size, 10, 10);
    const farthest = zoomed(frame, size, 1e-9, 10, 10, frame);
    expect(farthest.span).toBeLessThan(100);
    expect(toPixels(farthest, size, ...under)).toEqual([expect.closeTo(10, 8), expect.closeTo(10, 8)]);
    expect(zoomed(frame, size, 1e9, 0, 0, frame).span).toBeGreaterThan(0);
  });

  test.each([
    ['wide', { left: -5, right: 5, bottom: -1, top: 1 }],
    ['tall', { left: -1, right: 1, bottom: 0, top: 12 }],
    ['a place', { left: 2, right: 2, bottom: 3, top: 3 }],
  ])('that is fitted to what is %s shows it', (_, extent) => {
    const seen = extentOf(fitted(extent, size), size);
    expect(seen.left).toBeLessThan(extent.left);
    expect(seen.right).toBeGreaterThan(extent.right);
    expect(seen.bottom).toBeLessThan(extent.bottom);
    expect(seen.top).toBeGreaterThan(extent.top);
  });
});

describe('a picture of one frame in another', () => {
  test('lies where its places lie', () => {
    const other = zoomed(panned(frame, size, 25, 13), size, 1.7, 90, 200, frame);
    const transform = transformTo(extentOf(frame, size), size, other, size);
    for (const place of [
      [0, 0],
      [2.5, -3.1],
    ] as [number, number][]) {
      const [x, y] = toPixels(other, size, ...place);
      expect(carried(transform, ...toPixels(frame, size, ...place))).toEqual([
        expect.closeTo(x, 4),
        expect.closeTo(y, 4),
      ]);
    }
  });

  test('does not move in its own', () => {
    expect(carried(transformTo(extentOf(frame, size), size, frame, size), 7, 9)).toEqual([
      expect.closeTo(7, 8),
      expect.closeTo(9, 8),
    ]);
  });
});
