import { contours } from 'd3-contour';
import type { Sides } from '../outputs/output';

/** A closed outline: places in pixels, from the upper left corner of the picture. */
export type Outline = readonly (readonly [number, number])[];

/** Values of black and white, and how near to them a pixel counts as one of both. */
const [WHITE, NEAR] = [255, 64];
/** The least share of such pixels in pictures of ink, such as letters; the others are the edges of strokes. */
const INK = 0.75;

/** Whether pictures of grey bytes are of ink: nearly all pixels are black or white, and there are some of both. */
export function isInk(bytes: ArrayLike<number>): boolean {
  let [black, white] = [0, 0];
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! <= NEAR) black++;
    else if (bytes[i]! >= WHITE - NEAR) white++;
  }
  return black > 0 && white > 0 && black + white >= INK * bytes.length;
}

/**
 * The outlines of the ink in a picture of grey bytes, where it is half black; holes turn the other way round. Ink is
 * what the corners of the picture are not.
 */
export function outlines(bytes: ArrayLike<number>, from: number, { width, height }: Sides): Outline[] {
  const at = (x: number, y: number): number => bytes[from + y * width + x]!;
  const corners = at(0, 0) + at(width - 1, 0) + at(0, height - 1) + at(width - 1, height - 1);
  const isDark = corners > 2 * WHITE;
  // a frame of background closes outlines that reach an edge of the picture
  const [wide, high] = [width + 2, height + 2];
  const ink = new Array<number>(wide * high).fill(0);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) ink[(y + 1) * wide + x + 1] = isDark ? WHITE - at(x, y) : at(x, y);
  const found = contours()
    .size([wide, high])
    .smooth(true)
    .contour(ink, WHITE / 2);
  return found.coordinates.flat().map((ring) => ring.map(([x, y]) => [x! - 1, y! - 1] as const));
}
