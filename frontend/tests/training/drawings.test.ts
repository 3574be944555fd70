import { expect, test } from 'vitest';
import type { Values } from '../../src/training/items';
import { changed, remarkOn, SIDE, varied } from '../../src/training/drawings';

const AS_IT_IS = { x: 0, y: 0, turn: 0, scale: 1 };

/** A picture with one bright pixel. */
function dot(x: number, y: number): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(SIDE * SIDE);
  pixels[y * SIDE + x] = 200;
  return pixels;
}

/** The place of the ink: the mean of the pixels' places, weighted by their grey levels. */
function centre(pixels: Values): [number, number] {
  let [sum, x, y] = [0, 0, 0];
  pixels.forEach((level, i) => {
    sum += level;
    x += level * (i % SIDE);
    y += level * Math.floor(i / SIDE);
  });
  return [x / sum, y / sum];
}

test('a drawing that is not changed stays the same', () => {
  expect(changed(dot(9, 17), AS_IT_IS)).toEqual(dot(9, 17));
});

test('it is moved to the right and down', () => {
  expect(changed(dot(9, 17), { ...AS_IT_IS, x: 2, y: 1 })).toEqual(dot(11, 18));
  const [x, y] = centre(changed(dot(9, 17), { ...AS_IT_IS, x: 0.5 }));
  expect([x, y]).toEqual([9.5, 17]);
});

test('it is turned clockwise about its middle', () => {
  expect(changed(dot(20, 10), { ...AS_IT_IS, turn: Math.PI / 2 })).toEqual(dot(17, 20));
});

test('it is scaled about its middle', () => {
  const [x, y] = centre(changed(dot(23, 14), { ...AS_IT_IS, scale: 1.1 }));
  const middle = (SIDE - 1) / 2;
  expect(x).toBeCloseTo(middle + 1.1 * (23 - middle), 0);
  expect(y).toBeCloseTo(middle + 1.1 * (14 - middle), 0);
});

test('what leaves the picture is lost', () => {
  expect(changed(dot(27, 5), { ...AS_IT_IS, x: 2 }).every((level) => level === 0)).toBe(true);
});

test('of each drawing there are as many pictures, of its class, and the first is the drawing', () => {
  const drawings = Array.from({ length: 20 }, (_, i) => ({ pixels: dot(5 + (i % 10), 8), label: i % 2 }));
  const items = varied(drawings, ['a', 'b']);
  expect(items).toMatchObject({ shape: [SIDE, SIDE, 1], classes: ['a', 'b'] });
  expect(items.labels.length).toBe(2000);
  expect([...items.labels.subarray(98, 102)]).toEqual([0, 0, 1, 1]);
  const size = SIDE * SIDE;
  expect(items.values.subarray(100 * size, 101 * size)).toEqual(drawings[1]!.pixels);
  const [x, y] = centre(items.values.subarray(101 * size, 102 * size));
  expect(Math.hypot(x - 6, y - 8)).toBeGreaterThan(0.1);
  expect(Math.hypot(x - 6, y - 8)).toBeLessThan(5);
  const again = varied(drawings, ['a', 'b']);
  expect({ ...again, values: null }).toEqual({ ...items, values: null });
  // more than a million values, which toEqual compares one by one
  expect(Buffer.compare(again.values as Uint8Array, items.values as Uint8Array)).toBe(0);
});

test('the remark says how often each drawing is used', () => {
  expect(remarkOn(30)).toContain('Each of the 30 drawings is used 67 times');
});
