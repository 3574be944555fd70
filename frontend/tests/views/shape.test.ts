import { describe, expect, test } from 'vitest';
import { cellOf, countOf, ratioOf } from '../../src/views/shape';

const RATIOS = Array.from({ length: 13 }, (_, i) => 2 ** (i - 6));
/** An image of a ratio, as a model has it. */
const image = (ratio: number) =>
  ratio > 1 ? { width: Math.round(16 * ratio), height: 16 } : { width: 16, height: Math.round(16 / ratio) };
const row = { width: 450, height: 40 };

describe.each(RATIOS)('an image of ratio %d', (ratio) => {
  test('keeps its shape in a row, to a quarter', () => {
    const size = image(ratio);
    const count = countOf(size, row, 5, 25);
    const cell = cellOf(size, row, count);
    // the cells fill the row, so this is how wide a pixel is for its height
    const stretched = row.width / (count * cell.width) / (row.height / cell.height);
    expect(stretched).toBeGreaterThan(0.78);
    expect(stretched).toBeLessThan(1.28);
    expect(cell.width).toBeGreaterThanOrEqual(size.width);
    expect(cell.height).toBeGreaterThanOrEqual(size.height);
  });

  test('has a box of a usable shape', () => {
    const shape = ratioOf(image(ratio), 0.8, 5);
    expect(shape).toBeGreaterThanOrEqual(0.8);
    expect(shape).toBeLessThanOrEqual(5);
    if (ratio >= 0.8 && ratio <= 5) expect(shape).toBe(ratio);
  });
});

test('square images stand side by side without gaps', () => {
  const size = { width: 28, height: 28 };
  expect(countOf(size, row, 5, 25)).toBe(11);
  expect(cellOf(size, row, 11)).toEqual(size);
});
