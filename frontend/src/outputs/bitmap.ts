import type { Box, Context, Numbers, Output, Sides } from './output';

/** An output whose pictures have pixels of their own and are scaled afterwards. */
export abstract class Bitmap implements Output {
  abstract readonly kind: string;
  abstract readonly one: string;
  abstract readonly many: string;
  abstract readonly shape: readonly number[];
  abstract readonly size: number;
  abstract readonly sides: Sides;
  abstract readonly pixels: Output['pixels'];
  abstract readonly range: number;
  readonly fixed = true;
  readonly nameOf: Output['nameOf'] = null;

  draw(context: Context, numbers: Numbers, from: number, box: Box): void {
    const { width, height } = this.sides;
    const picture = new ImageData(width, height);
    this.fill(new Uint32Array(picture.data.buffer), width, 0, numbers, from);
    const [left, top] = this.within(box);
    if (left > 0 || top > 0) context.clearRect(box.left, box.top, box.width, box.height);
    context.putImageData(picture, box.left + left, box.top + top);
  }

  drawAll(context: Context, numbers: Numbers, which: readonly number[], columns: number, cell: Sides): void {
    const [left, top] = this.within(cell);
    const picture = new ImageData(columns * cell.width, Math.ceil(which.length / columns) * cell.height);
    const words = new Uint32Array(picture.data.buffer);
    which.forEach((sample, i) =>
      this.fill(
        words,
        picture.width,
        (Math.floor(i / columns) * cell.height + top) * picture.width + (i % columns) * cell.width + left,
        numbers,
        sample * this.size,
      ),
    );
    context.putImageData(picture, 0, 0);
  }

  /** Where a picture lies in a cell. */
  private within(cell: Sides): [left: number, top: number] {
    const { width, height } = this.sides;
    return [Math.floor((cell.width - width) / 2), Math.floor((cell.height - height) / 2)];
  }

  /**
   * Writes the pixels of the sample that starts at `from`, as words of little-endian RGBA, from `at` on in a picture
   * with `stride` words per row. Browsers run on little-endian machines.
   */
  protected abstract fill(words: Uint32Array, stride: number, at: number, numbers: Numbers, from: number): void;
  abstract drawDifference(context: Context, first: Numbers, second: Numbers, box: Box): void;
  abstract toValues(numbers: Numbers): Float32Array<ArrayBuffer>;
  abstract describe(sample: Numbers): string;
  abstract table(sample: Numbers): (string | number)[][] | null;
  abstract read(rows: readonly (readonly string[])[]): Numbers;
  abstract matches(other: Output): boolean;
}
