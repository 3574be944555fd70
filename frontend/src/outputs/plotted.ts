import type { Box, Context, Numbers, Output, Sides } from './output';

/** An output whose numbers are the model's values, and whose pictures are drawn as large as they are shown. */
export abstract class Plotted implements Output {
  abstract readonly kind: string;
  abstract readonly one: string;
  abstract readonly many: string;
  abstract readonly nameOf: Output['nameOf'];
  readonly pixels = null;
  readonly fixed = false;
  readonly range: number;
  readonly size: number;

  /** `low` and `high` are the ends of the range in which samples are drawn; `sides` the ratio of a picture. */
  constructor(
    readonly shape: readonly number[],
    { low, high }: { low: number; high: number },
    readonly sides: Sides,
  ) {
    this.range = high - low;
    this.size = shape.reduce((product, side) => product * side, 1);
  }

  drawAll(
    context: Context,
    numbers: Numbers,
    which: readonly number[],
    columns: number,
    { width, height }: Sides,
  ): void {
    which.forEach((sample, i) =>
      this.draw(context, numbers, sample * this.size, {
        left: (i % columns) * width,
        top: Math.floor(i / columns) * height,
        width,
        height,
      }),
    );
  }

  toValues(numbers: Numbers): Float32Array<ArrayBuffer> {
    return numbers as Float32Array<ArrayBuffer>;
  }

  abstract draw(context: Context, numbers: Numbers, from: number, box: Box): void;
  abstract drawDifference(context: Context, first: Numbers, second: Numbers, box: Box): void;
  abstract matches(other: Output): boolean;
  abstract describe(sample: Numbers): string;
  abstract table(sample: Numbers): (string | number)[][];
  abstract read(rows: readonly (readonly string[])[]): Numbers;
}
