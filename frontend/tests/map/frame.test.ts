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

/** Where a CSS transform moves a pixel of a picture. */
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
  test('has its centre in the middle, with y pointing up', () => {
    expect(toPixels(frame, size, 1, -2)).toEqual([200, 150]);
    expect(toPixels(frame, size, 5, -2)).toEqual([400, 150]);
    expect(toPixels(frame, size, 1, -1)).toEqual([200, 100]);
  });

  test('maps pixels back to positions', () => {
    const [x, y] = fromPixels(frame, size, ...toPixels(frame, size, 0.3, 0.7));
    expect(x).toBeCloseTo(0.3, 10);
    expect(y).toBeCloseTo(0.7, 10);
  });

  test('that is panned moves with the pointer', () => {
    const held = fromPixels(frame, size, 50, 60);
    const [x, y] = toPixels(panned(frame, size, 30, -20), size, ...held);
    expect([x, y]).toEqual([expect.closeTo(80, 8), expect.closeTo(40, 8)]);
  });

  test('that is zoomed keeps the position under the pointer', () => {
    const under = fromPixels(frame, size, 330, 40);
    const closer = zoomed(frame, size, 2.5, 330, 40, frame);
    expect(closer.span).toBeCloseTo(8 / 2.5, 10);
    expect(toPixels(closer, size, ...under)).toEqual([expect.closeTo(330, 8), expect.closeTo(40, 8)]);
  });

  test('has zoom limits, at which it keeps the position under the pointer too', () => {
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

describe('a picture that was drawn for one frame and is shown in another', () => {
  test('lies where its positions lie', () => {
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

  test('does not move in its own frame', () => {
    expect(carried(transformTo(extentOf(frame, size), size, frame, size), 7, 9)).toEqual([
      expect.closeTo(7, 8),
      expect.closeTo(9, 8),
    ]);
  });
});
