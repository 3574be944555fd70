import type { Images } from '../sources/source';

/** Draws the first of some images on a canvas, at one canvas pixel for each of the image's. */
export function draw(canvas: HTMLCanvasElement, { height, width, channels, bytes }: Images): void {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d')!;
  const picture = context.createImageData(width, height);
  const { data } = picture;
  const colour = channels >= 3;
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < 3; c++) data[pixel * 4 + c] = bytes[pixel * channels + (colour ? c : 0)]!;
    data[pixel * 4 + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
}
