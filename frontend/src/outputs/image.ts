import { valuesOf } from '../math/values';
import { Bitmap } from './bitmap';
import { FIRST, isFloat, isWhole, SECOND, type Box, type Context, type Numbers, type Sides } from './output';

/** The shape of images. */
export interface Shape extends Sides {
  channels: number;
}

const OPAQUE = 0xff000000;
/** The largest side in pixels: more indicates a mistake or an attack. */
const MOST_SIDE = 2 ** 13;

/** Images of grey or RGB pixels. */
export class ImageOutput extends Bitmap {
  readonly kind: string = 'image';
  readonly one = 'image';
  readonly many = 'images';
  readonly range = 255;
  readonly shape: readonly number[];
  readonly size: number;
  readonly sides: Sides;

  constructor(
    readonly image: Shape,
    readonly pixels: { low: number; high: number },
  ) {
    super();
    const { height, width, channels } = image;
    this.shape = [height, width, channels];
    this.size = height * width * channels;
    this.sides = { width, height };
  }

  protected fill(words: Uint32Array, stride: number, at: number, bytes: Numbers, from: number): void {
    const { height, width, channels } = this.image;
    for (let y = 0; y < height; y++, at += stride - width) {
      for (let x = 0; x < width; x++, from += channels) {
        const first = bytes[from]!;
        words[at++] =
          channels > 1
            ? OPAQUE | (bytes[from + 2]! << 16) | (bytes[from + 1]! << 8) | first
            : OPAQUE | (first * 0x10101);
      }
    }
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

/** Parses the specification of a manifest; `alpha` makes images with alpha. Throws a sentence. */
export function parseImage(json: Record<string, unknown> | null | undefined, alpha?: typeof ImageOutput): ImageOutput {
  const { height, width, channels, low, high } = json ?? {};
  if (!(isWhole(height) && isWhole(width) && isWhole(channels) && isFloat(low) && isFloat(high) && low < high))
    throw new Error('latentwalk.json lacks the size and the value range of the images.');
  if (Math.max(height, width) > MOST_SIDE || channels > 4 || (channels % 2 === 0) !== Boolean(alpha))
    throw new Error(`latentwalk.json describes images of ${height} x ${width} x ${channels}, which no page can show.`);
  return new (alpha ?? ImageOutput)({ height, width, channels }, { low, high });
}
