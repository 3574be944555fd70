import { expect, test } from 'vitest';
import { isInk, outlines, type Outline } from '../../src/figures/outlines';

const SIDES = { width: 40, height: 40 };

/** A grey picture of a shade from 0 to 1 at each place, between the middles of pixels at whole numbers and a half. */
const picture = (shade: (x: number, y: number) => number): Uint8Array =>
  Uint8Array.from({ length: SIDES.width * SIDES.height }, (_, i) => {
    const value = shade((i % SIDES.width) + 0.5, Math.floor(i / SIDES.width) + 0.5);
    return Math.round(255 * Math.max(0, Math.min(1, value)));
  });

/** The distance from the middle with an edge that is one pixel wide. */
const within = (radius: number) => (x: number, y: number) => radius - Math.hypot(x - 20, y - 20) + 0.5;

/** The area with its sign: negative if it turns the other way round. */
const area = (outline: Outline): number =>
  outline.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = outline[(i + 1) % outline.length]!;
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);

test('a disk has the outline of a circle', () => {
  const [outline, ...others] = outlines(picture(within(12)), 0, SIDES);
  expect(others).toHaveLength(0);
  expect(Math.abs(area(outline!)) / (Math.PI * 12 ** 2)).toBeCloseTo(1, 2);
  for (const [x, y] of outline!) expect(Math.hypot(x - 20, y - 20)).toBeCloseTo(12, 0);
});

test('a hole turns the other way round', () => {
  const ring = picture((x, y) => Math.min(within(12)(x, y), 1 - within(6)(x, y)));
  const areas = outlines(ring, 0, SIDES).map(area);
  expect(areas).toHaveLength(2);
  expect(areas[0]! * areas[1]!).toBeLessThan(0);
  expect(Math.abs(areas[0]! + areas[1]!) / (Math.PI * (12 ** 2 - 6 ** 2))).toBeCloseTo(1, 1);
});

test('dark ink on white has the same outlines as white ink on black', () => {
  const disk = picture(within(9));
  const dark = disk.map((value) => 255 - value);
  expect(outlines(dark, 0, SIDES)).toEqual(outlines(disk, 0, SIDES));
});

test('a picture among others is taken from its place', () => {
  const disk = picture(within(9));
  expect(outlines(new Uint8Array([...new Uint8Array(1600), ...disk]), 1600, SIDES)).toEqual(outlines(disk, 0, SIDES));
});

test('what reaches the edge is closed there', () => {
  const half = picture((x, y) => (y > 20 && Math.abs(x - 20) < 10 ? 1 : 0));
  expect(outlines(half, 0, SIDES)).toHaveLength(1);
  expect(Math.abs(area(outlines(half, 0, SIDES)[0]!))).toBeCloseTo(400, -1);
});

test('letters are ink, photographs and empty pictures are not', () => {
  expect(isInk(picture(within(12)))).toBe(true);
  expect(isInk(picture((x) => x / 40))).toBe(false);
  expect(isInk(picture(() => 0))).toBe(false);
});
