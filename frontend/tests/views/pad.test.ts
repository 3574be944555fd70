import { expect, test } from 'vitest';
import { drawLine } from '../../src/views/pad';

function pad(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 20;
  return canvas;
}

/** The opacity of a pixel. */
const inkAt = (canvas: HTMLCanvasElement, x: number, y: number): number =>
  canvas.getContext('2d')!.getImageData(x, y, 1, 1).data[3]!;

test('a line has its width around its places', () => {
  const canvas = pad();
  drawLine(canvas, [2, 10, 18, 10], 'white', 4);
  expect(inkAt(canvas, 10, 10)).toBe(255);
  expect(inkAt(canvas, 10, 14)).toBe(0);
});

test('two equal places are a dot', () => {
  const canvas = pad();
  drawLine(canvas, [10, 10, 10, 10], 'white', 6);
  expect(inkAt(canvas, 10, 10)).toBe(255);
  expect(inkAt(canvas, 3, 10)).toBe(0);
});
