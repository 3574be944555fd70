import { expect, test } from 'vitest';
import { centred, shrunk } from '../../src/math/centring';

/** A drawing of 50 by 40: a slanted stroke and a bar. */
function drawing(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(50 * 40);
  const block = (y: number, x: number, height: number, width: number, value: number): void => {
    for (let j = y; j < y + height; j++) bytes.fill(value, j * 50 + x, j * 50 + x + width);
  };
  for (const [y, x] of [
    [5, 8],
    [6, 9],
    [7, 11],
    [9, 13],
    [12, 15],
    [16, 18],
    [20, 20],
  ] as const)
    block(y, x, 4, 3, 200);
  block(22, 20, 3, 12, 255);
  return bytes;
}

test('a drawing is centred as in Python', () => {
  const { bytes } = centred({ width: 50, height: 40, bytes: drawing() }, 28, 28);
  // of latentwalk.data.centring.centred: its sum, some pixels, its box
  expect(Math.abs(bytes.reduce((sum, value) => sum + value, 0) - 15930)).toBeLessThan(20);
  for (const [y, x, value] of [
    [4, 6, 200],
    [4, 7, 100],
    [8, 11, 200],
    [14, 15, 200],
    [17, 17, 100],
    [18, 15, 228],
    [18, 22, 128],
    [19, 17, 255],
  ] as const) {
    expect(Math.abs(bytes[y * 28 + x]! - value)).toBeLessThanOrEqual(1);
  }
  const inked = [...bytes.keys()].filter((i) => bytes[i]);
  expect([Math.floor(inked[0]! / 28), Math.floor(inked.at(-1)! / 28)]).toEqual([4, 20]);
  expect([Math.min(...inked.map((i) => i % 28)), Math.max(...inked.map((i) => i % 28))]).toEqual([5, 24]);
});

test('an empty drawing is all black', () => {
  expect(centred({ width: 3, height: 3, bytes: new Uint8Array(9) }, 28, 28).bytes.some(Boolean)).toBe(false);
});

test('shrinking averages the pixels whose centres each new pixel covers', () => {
  const bytes = Uint8Array.of(0, 30, 60, 90, 120, 150);
  expect([...shrunk({ width: 6, height: 1, bytes }, 0, 0, 6, 1, 2, 1).bytes]).toEqual([30, 120]);
  expect([...shrunk({ width: 6, height: 1, bytes }, 0, 0, 5, 1, 2, 1).bytes]).toEqual([30, 105]);
});
