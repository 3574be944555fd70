import { valuesOf } from '../math/values';
import {
  FIRST,
  isFloat,
  isWhole,
  SECOND,
  type Box,
  type Context,
  type Numbers,
  type Output,
  type Sides,
} from './output';
import { fill, within, type Shape } from './pixels';

/** The largest side in pixels: more indicates a mistake or an attack. */
const MOST_SIDE = 2 ** 13;

/** Images of grey or RGB pixels. */
export class ImageOutput implements Output {
  readonly kind = 'image';
  readonly one = 'image';
  readonly many = 'images';
  readonly range = 255;
  readonly fixed = true;
  readonly nameOf = null;
  readonly shape: readonly number[];
  readonly size: number;
  readonly sides: Sides;

  constructor(
    readonly image: Shape,
    readonly pixels: { low: number; high: number },
  ) {
    const { height, width, channels } = image;
    this.shape = [height, width, channels];
    this.size = height * width * channels;
    this.sides = { width, height };
  }

  draw(context: Context, numbers: Numbers, from: number, box: Box): void {
    const { width, height } = this.image;
    const picture = new ImageData(width, height);
    fill(new Uint32Array(picture.data.buffer), width, 0, 0, this.image, numbers, from);
    const [left, top] = within(this.image, box);
    if (left > 0 || top > 0) context.clearRect(box.left, box.top, box.width, box.height);
    context.putImageData(picture, box.left + left, box.top + top);
  }

  drawAll(context: Context, numbers: Numbers, which: readonly number[], columns: number, cell: Sides): void {
    const [left, top] = within(this.image, cell);
    const picture = new ImageData(columns * cell.width, Math.ceil(which.length / columns) * cell.height);
    const words = new Uint32Array(picture.data.buffer);
    which.forEach((sample, i) =>
      fill(
        words,
        picture.width,
        (i % columns) * cell.width + left,
        Math.floor(i / columns) * cell.height + top,
        this.image,
        numbers,
        sample * this.size,
      ),
    );
    context.putImageData(picture, 0, 0);
  }

  /** The brightness of a pixel is the absolute mean difference of its channels. */
  drawDifference(context: Context, first: Numbers, second: Numbers, box: Box): void {
    const { width, height, channels } = this.image;
    const picture = new ImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      let sum = 0;
      for (let i = pixel * channels; i < (pixel + 1) * channels; i++) sum += first[i]! - second[i]!;
      const share = Math.abs(sum) / channels / this.range;
      const colour = sum > 0 ? FIRST : SECOND;
      picture.data.set([...colour.map((value) => share * value), 255], 4 * pixel);
    }
    context.putImageData(picture, box.left, box.top);
  }

  toValues(numbers: Numbers): Float32Array<ArrayBuffer> {
    return valuesOf(numbers as Uint8Array, { ...this.image, ...this.pixels });
  }

  describe(): string {
    return '';
  }

  table(): null {
    return null;
  }

  read(): Numbers {
    throw new Error('a table is no image');
  }

  matches(): boolean {
    return true;
  }
}

/** Parses the specification of a manifest. Throws a sentence. */
export function parseImage(json: Record<string, unknown> | null | undefined): ImageOutput {
  const { height, width, channels, low, high } = json ?? {};
  if (!(isWhole(height) && isWhole(width) && isWhole(channels) && isFloat(low) && isFloat(high) && low < high))
    throw new Error('latentwalk.json lacks the size and the value range of the images.');
  if (Math.max(height, width) > MOST_SIDE || channels > 4)
    throw new Error(`latentwalk.json describes images of ${height} x ${width} x ${channels}, which no page can show.`);
  return new ImageOutput({ height, width, channels }, { low, high });
}
