import type { Pixels } from '../engine/model';

/** The numbers of samples: bytes for images, whose pixels are channels last; otherwise the model's values. */
export type Numbers = Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** A size in pixels. */
export interface Sides {
  width: number;
  height: number;
}

/** A place on a canvas, in pixels. */
export interface Box extends Sides {
  left: number;
  top: number;
}

/** Colours of two samples that are compared, distinguishable in all kinds of colour vision. */
export const FIRST = [255, 180, 84] as const;
export const SECOND = [86, 180, 233] as const;

/** What a model decodes: the shape of a sample, how it is drawn, compared, announced and saved. One file per kind. */
export interface Output {
  readonly kind: string;
  /** What a sample and several are called. */
  readonly one: string;
  readonly many: string;
  /** The shape of a sample, as the page gets it. */
  readonly shape: readonly number[];
  /** The numbers in a sample. */
  readonly size: number;
  /** The values of black and white, if results are rounded to bytes; null if they stay the model's values. */
  readonly pixels: Pixels | null;
  /** The range in which differences are shares, in the numbers of a sample. */
  readonly range: number;
  /** The sides of an image in pixels; for other kinds their ratio only. */
  readonly sides: Sides;
  /** Whether a picture always has these sides and is scaled afterwards. Others are drawn as large as they are shown. */
  readonly fixed: boolean;
  /** The name of the number at an index; null if numbers have none of their own. */
  readonly nameOf: ((index: number) => string) | null;
  /** The same output with its samples drawn as `View.seen` says it; unset if they are drawn in one way only. */
  seen?(choice: string): Output;
  /** How far apart two samples are, as a share of the range; by default as `distance` says it. */
  distance?(first: Numbers, second: Numbers): number;
  /** A copy of samples in units in which all their values have the same range; unset if they have it anyway. */
  inRangeUnits?(numbers: Numbers): Numbers;
  /** Draws a sample that starts at `from` of some numbers. What was in the box before is gone. */
  draw(context: Context, numbers: Numbers, from: number, box: Box): void;
  /** Draws samples of the given indices into equal cells, with `columns` per row, and nothing else on the canvas. */
  drawAll(context: Context, numbers: Numbers, which: readonly number[], columns: number, cell: Sides): void;
  /** Draws how two samples differ: orange and blue where the first and the second are greater, or both over another. */
  drawDifference(context: Context, first: Numbers, second: Numbers, box: Box): void;
  /** The samples as the encoder takes them. */
  toValues(numbers: Numbers): Float32Array<ArrayBuffer>;
  /** What a screen reader says of a sample; '' if it is for the eyes only. */
  describe(sample: Numbers): string;
  /** A table of a sample, its first row the names; null if there is none. */
  table(sample: Numbers): (string | number)[][] | null;
  /** The sample in a table's cells. Throws what is wrong, as the end of a sentence. */
  read(rows: readonly (readonly string[])[]): Numbers;
  /** Whether its numbers stand for the same things, one by one, as those of another one of its kind and shape. */
  matches(other: Output): boolean;
}

/** How far apart two samples are: the root mean square of their differences, as a share of the range. */
export function distance(first: Numbers, second: Numbers, output: Output): number {
  if (output.distance) return output.distance(first, second);
  let squares = 0;
  for (let i = 0; i < first.length; i++) squares += (first[i]! - second[i]!) ** 2;
  return Math.sqrt(squares / first.length) / output.range;
}

/** Whether samples of two models can be compared number by number. */
export function alike(first: Output, second: Output): boolean {
  return first.kind === second.kind && `${first.shape}` === `${second.shape}` && first.matches(second);
}

/** A number in a few digits, for labels and screen readers. */
export function short(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

/** The most letters of a name that a screen reader reads. */
const READ = 40;

/** A name for screen readers: of a long one, only the beginning. */
export function spoken(name: string): string {
  return name.length > READ ? `${name.slice(0, READ)}…` : name;
}

/** The places of the least and the greatest value from one place to before another; null if there are only NaN. */
export function extremes(values: Numbers, from: number, end: number): readonly [least: number, most: number] | null {
  let [least, most] = [-1, -1];
  for (let i = from; i < end; i++) {
    if (Number.isNaN(values[i]!)) continue;
    if (least < 0 || values[i]! < values[least]!) least = i;
    if (most < 0 || values[i]! > values[most]!) most = i;
  }
  return least < 0 ? null : [least, most];
}

/** Whether a value is a number that is finite in single precision. */
export function isFloat(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(Math.fround(value));
}

export const isWhole = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;

/** Whether a value is a list of texts. */
export function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
