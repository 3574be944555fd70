import type { Images } from '../sources/source';
import type { Sides } from './shape';

/** The performance mark of the first image, which benchmarks wait for. */
export const FIRST_IMAGE = 'first-image';

/** Image i as ImageData; grey if it has fewer than three channels. */
export function pixels(
  { height, width, channels, bytes }: Images,
  i = 0,
  into = new ImageData(width, height),
): ImageData {
  fill(new Uint32Array(into.data.buffer), width, 0, 0, { height, width, channels, bytes }, i);
  return into;
}

/**
 * Images in one picture, with `columns` per row: all of them, or those of the given indices. Each is in the middle of a
 * cell, which has its size by default.
 */
export function sheet(
  images: Images,
  columns = images.n,
  which: readonly number[] = Array.from({ length: images.n }, (_, i) => i),
  cell: Sides = images,
): ImageData {
  const [left, top] = within(images, cell);
  const into = new ImageData(columns * cell.width, Math.ceil(which.length / columns) * cell.height);
  const words = new Uint32Array(into.data.buffer);
  which.forEach((image, i) =>
    fill(
      words,
      into.width,
      (i % columns) * cell.width + left,
      Math.floor(i / columns) * cell.height + top,
      images,
      image,
    ),
  );
  return into;
}

/** Where an image lies in a cell. */
export function within(image: Sides, cell: Sides): [left: number, top: number] {
  return [Math.floor((cell.width - image.width) / 2), Math.floor((cell.height - image.height) / 2)];
}

const OPAQUE = 0xff000000;

/** Writes image i at (left, top) of a picture with `stride` words per row. Browsers run on little-endian machines. */
function fill(
  words: Uint32Array,
  stride: number,
  left: number,
  top: number,
  { height, width, channels, bytes }: Pick<Images, 'height' | 'width' | 'channels' | 'bytes'>,
  i: number,
): void {
  let from = i * height * width * channels;
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

/** Draws an image on a canvas, one canvas pixel per image pixel. */
export function draw(canvas: HTMLCanvasElement, images: Images, i = 0): void {
  paint(canvas, pixels(images, i));
}

/** Shows a picture on a canvas, pixel by pixel. */
export function paint(canvas: HTMLCanvasElement, picture: ImageData): void {
  // setting a size clears the canvas and is slow, even if it does not change
  if (canvas.width !== picture.width) canvas.width = picture.width;
  if (canvas.height !== picture.height) canvas.height = picture.height;
  canvas.getContext('2d')!.putImageData(picture, 0, 0);
}
