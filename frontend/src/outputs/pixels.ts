import type { Sides } from './output';

/** The shape of images whose bytes are written. */
export interface Shape extends Sides {
  channels: number;
}

const OPAQUE = 0xff000000;

/**
 * Writes an image, grey or RGB, at (left, top) of a picture with `stride` words per row. Browsers run on little-endian
 * machines.
 */
export function fill(
  words: Uint32Array,
  stride: number,
  left: number,
  top: number,
  { height, width, channels }: Shape,
  bytes: ArrayLike<number>,
  from: number,
): void {
  for (let y = 0; y < height; y++) {
    let at = (top + y) * stride + left;
    for (let x = 0; x < width; x++, from += channels) {
      const first = bytes[from]!;
      words[at++] =
        channels >= 3
          ? OPAQUE | (bytes[from + 2]! << 16) | (bytes[from + 1]! << 8) | first
          : OPAQUE | (first * 0x10101);
    }
  }
}

/** Where an image lies in a cell. */
export function within(image: Sides, cell: Sides): [left: number, top: number] {
  return [Math.floor((cell.width - image.width) / 2), Math.floor((cell.height - image.height) / 2)];
}
