import type { Numbers, Output, Sides } from '../outputs/output';
import type { Samples } from '../sources/source';
import { cellOf, countOf } from './shape';

/** The performance mark of the first image, which benchmarks wait for. */
export const FIRST_IMAGE = 'first-image';
/** Pixels of a canvas for each pixel of the page, at most: more are not seen. */
const DENSEST = 2;

/** Pixels of a canvas for each pixel of the page. */
export function density(): number {
  return Math.min(DENSEST, globalThis.devicePixelRatio || 1);
}

/** A copy of sample i, which may be kept. */
export function copied({ numbers }: Samples, i: number, { size }: Output): Numbers {
  return numbers.slice(i * size, (i + 1) * size);
}

/** The size of a canvas for a sample in a box of the page. */
export function sidesIn(output: Output, box: Sides): Sides {
  if (output.fixed) return output.sides;
  const scale = density();
  return { width: Math.max(1, Math.round(scale * box.width)), height: Math.max(1, Math.round(scale * box.height)) };
}

/** Shows a sample on a canvas that has a box of the page. */
export function show(
  canvas: HTMLCanvasElement,
  output: Output,
  numbers: Numbers,
  box: Sides = output.sides,
  from = 0,
): void {
  const sides = sidesIn(output, box);
  resize(canvas, sides);
  output.draw(canvas.getContext('2d')!, numbers, from, { left: 0, top: 0, ...sides });
}

/** Shows how two samples differ. */
export function difference(
  canvas: HTMLCanvasElement,
  output: Output,
  first: Numbers,
  second: Numbers,
  box: Sides,
): void {
  const sides = sidesIn(output, box);
  resize(canvas, sides);
  output.drawDifference(canvas.getContext('2d')!, first, second, { left: 0, top: 0, ...sides });
}

/** Sets a canvas's size. That clears it and is slow, even if the size does not change. */
export function resize(canvas: HTMLCanvasElement, { width, height }: Sides): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

/** Shows a picture on a canvas, pixel by pixel. */
export function paint(canvas: HTMLCanvasElement, picture: ImageData): void {
  resize(canvas, picture);
  canvas.getContext('2d')!.putImageData(picture, 0, 0);
}

/** How many samples a row on the page shows, and the pixels of each. */
export interface Row {
  count: number;
  cell: Sides;
}

/** As many samples as fit a row, but at least `fewest` and at most `most`. */
export function rowOf(output: Output, row: Sides, fewest: number, most: number): Row {
  const count = countOf(output.sides, row, fewest, most);
  const cell = output.fixed
    ? cellOf(output.sides, row, count)
    : sidesIn(output, { width: row.width / count, height: row.height });
  return { count, cell };
}
