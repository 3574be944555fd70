import { ImageOutput } from './image';
import { FIRST, SECOND, type Box, type Context, type Numbers } from './output';

/** The greys of the checkerboard: both black and white ink stand out from them. */
const [DARK, LIGHT] = [114, 130] as const;
/** Squares along the shorter side of an image. */
const SQUARES = 8;

/**
 * Images whose last channel is alpha. They are drawn over a checkerboard, the same one as in Python
 * (`outputs/checkerboard.py`).
 */
export class AlphaOutput extends ImageOutput {
  override readonly kind = 'rgba';

  protected override fill(words: Uint32Array, stride: number, at: number, bytes: Numbers, from: number): void {
    const { height, width, channels } = this.image;
    const side = Math.max(1, Math.round(Math.min(height, width) / SQUARES));
    const alpha = channels - 1;
    for (let y = 0; y < height; y++, at += stride - width) {
      for (let x = 0; x < width; x++, from += channels) {
        const ground = (Math.floor(y / side) + Math.floor(x / side)) % 2 ? DARK : LIGHT;
        const share = bytes[from + alpha]! / 255;
        const over = (i: number): number => Math.round(ground + share * (bytes[from + i]! - ground));
        const red = over(0);
        words[at++] = 0xff000000 | (alpha === 1 ? red * 0x10101 : (over(2) << 16) | (over(1) << 8) | red);
      }
    }
  }

  /** The mean difference of alpha and of the colours, each as far as it is opaque. */
  override drawDifference(context: Context, first: Numbers, second: Numbers, box: Box): void {
    const { width, height, channels } = this.image;
    const picture = new ImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const last = (pixel + 1) * channels - 1;
      let sum = first[last]! - second[last]!;
      for (let i = pixel * channels; i < last; i++)
        sum += (first[i]! * first[last]! - second[i]! * second[last]!) / this.range;
      const share = Math.abs(sum) / channels / this.range;
      picture.data.set([...(sum > 0 ? FIRST : SECOND).map((value) => share * value), 255], 4 * pixel);
    }
    context.putImageData(picture, box.left, box.top);
  }

  /** A sample with its alpha, to be saved. */
  picture(sample: Numbers): ImageData {
    const { width, height, channels } = this.image;
    const picture = new ImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const at = pixel * channels;
      const colour = channels === 2 ? [sample[at]!, sample[at]!, sample[at]!] : sample.subarray(at, at + 3);
      picture.data.set([...colour, sample[at + channels - 1]!], 4 * pixel);
    }
    return picture;
  }
}
