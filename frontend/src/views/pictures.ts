import type { Images } from '../sources/source';

/** The mark that the page leaves in its timeline, for benchmarks to wait for. */
export const FIRST_IMAGE = 'first-image';

/** Image i of some, as pixels that a canvas takes; grey where there are fewer than three channels. */
export function pixels(
  { height, width, channels, bytes }: Images,
  i = 0,
  into = new ImageData(width, height),
): ImageData {
  fill(new Uint32Array(into.data.buffer), width, 0, 0, { height, width, channels, bytes }, i);
  return into;
}

/** All images side by side in one picture, `columns` to a row. */
export function sheet(images: Images, columns = images.n): ImageData {
  const { n, height, width } = images;
  const into = new ImageData(columns * width, Math.ceil(n / columns) * height);
  const words = new Uint32Array(into.data.buffer);
  for (let i = 0; i < n; i++)
    fill(words, into.width, (i % columns) * width, Math.floor(i / columns) * height, images, i);
  return into;
}

const OPAQUE = 0xff000000;

/** Writes image i at (left, top) of a picture of words with `stride` to a row. Machines with browsers are little-endian. */
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

/** Draws the first of some images on a canvas, at one canvas pixel for each of the image's. */
export function draw(canvas: HTMLCanvasElement, images: Images, i = 0): void {
  paint(canvas, pixels(images, i));
}

/** Makes a canvas show a picture, pixel for pixel. */
export function paint(canvas: HTMLCanvasElement, picture: ImageData): void {
  // setting a size clears the canvas and costs, even where it is the same
  if (canvas.width !== picture.width) canvas.width = picture.width;
  if (canvas.height !== picture.height) canvas.height = picture.height;
  canvas.getContext('2d')!.putImageData(picture, 0, 0);
}
