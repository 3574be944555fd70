import { expect, test } from 'vitest';
import { MISSING, OTHER, paintOf, SCALE, STEPS } from '../../src/columns/colours';
import { parsed, PALETTE } from '../../src/columns/palette';
import { category, number, text } from './columns';

test('the most frequent categories come first', () => {
  const paint = paintOf(category('x', [0, 1, 1, -1, 1, 0, 2], ['a', 'b', 'c']))!;
  expect(paint.entries.map(({ name, count }) => `${name} ${count}`)).toEqual(['b 3', 'a 2', 'c 1', 'missing 1']);
  expect(Array.from(paint.of, (at) => paint.colours[at])).toEqual([
    PALETTE[1],
    PALETTE[0],
    PALETTE[0],
    MISSING,
    PALETTE[0],
    PALETTE[1],
    PALETTE[2],
  ]);
});

test('of many categories the rest share a colour', () => {
  const names = Array.from({ length: 30 }, (_, i) => `${i}`);
  const paint = paintOf(category('x', [...names.keys(), 7], names))!;
  expect(paint.entries).toHaveLength(11);
  expect(paint.entries[0]!.name).toBe('7');
  expect(paint.entries.at(-1)).toEqual({ name: '20 others', colour: OTHER, count: 20, code: null });
});

test('categories with an order keep it, and have the colours of the scale', () => {
  const { entries } = paintOf(category('x', [2, 2, 1], ['s', 'm', 'l'], true))!;
  expect(entries.map(({ name }) => name)).toEqual(['s', 'm', 'l']);
  expect([entries[0]!.colour, entries[2]!.colour]).toEqual([SCALE[0], SCALE[STEPS - 1]]);
});

test('numbers have the colours of a scale, without extremes', () => {
  const paint = paintOf(number('x', [...Array.from({ length: 1000 }, (_, i) => i), 1e9, NaN]))!;
  expect(paint.scale!.high).toBeLessThan(1000);
  expect([paint.scale!.below, paint.scale!.above, paint.missing]).toEqual([true, true, 1]);
  expect(paint.colours[paint.of[1001]!]).toBe(MISSING);
  expect([paint.of[0], paint.of[1000]]).toEqual([0, STEPS - 1]);
});

test('a constant number has a colour; texts, and numbers that are all missing, have none', () => {
  expect([...paintOf(number('x', [3, 3]))!.of]).toEqual([32, 32]);
  expect(paintOf(text('x', ['a']))).toBeNull();
  expect(paintOf(number('x', [NaN]))).toBeNull();
});

test('the scale ascends evenly in luminance, and is visible on black', () => {
  const linear = (x: number): number => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
  const lightness = SCALE.map((hex) => {
    const [r, g, b] = parsed(hex).map(linear) as [number, number, number];
    return 116 * Math.cbrt(0.2126 * r + 0.7152 * g + 0.0722 * b) - 16;
  });
  const steps = lightness.slice(1).map((one, i) => one - lightness[i]!);
  expect(Math.min(...steps)).toBeGreaterThan(0);
  expect(Math.max(...steps)).toBeLessThan(2);
  expect(lightness[0]).toBeGreaterThan(30);
});
