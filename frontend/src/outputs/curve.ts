import { numbersOf } from './csv';
import {
  areTexts,
  extremes,
  isFloat,
  isWhole,
  short,
  spoken,
  type Box,
  type Context,
  type Numbers,
  type Output,
} from './output';
import { clear, COLOURS, FAINT, heights, inner, strokeOf } from './plot';
import { Plotted } from './plotted';

/** The most values of a line, and the most lines. */
const MOST_VALUES = 2 ** 24;
const MOST_LINES = 1024;
/** Lines that a screen reader describes. */
const DESCRIBED = 4;
/** The opacity of the band of one standard deviation. */
const BAND = 0.28;
/** Positions that differ by less than this share of the axis are the same. */
const NEAR = 1e-6;

export interface CurveSpec {
  length: number;
  /** The names of the lines. */
  channels: readonly string[];
  low: number;
  high: number;
  /** The positions of the values, ascending. */
  x: Float64Array;
  xLabel: string;
  yLabel: string;
  /** Values per second, if it is sound. */
  rate: number | null;
  /** Whether the standard deviations of all lines follow them. */
  spread: boolean;
}

/** Lines over a common axis. */
export class CurveOutput extends Plotted {
  readonly kind = 'curve';
  readonly one = 'curve';
  readonly many = 'curves';
  readonly nameOf = null;
  /** Whether each line has a part of the height for itself; otherwise all have one axis. */
  stacked = false;

  constructor(readonly curve: CurveSpec) {
    super([curve.channels.length * (curve.spread ? 2 : 1), curve.length], curve, { width: 3, height: 2 });
  }

  draw(context: Context, numbers: Numbers, from: number, box: Box): void {
    clear(context, box);
    const { low, high, channels } = this.curve;
    const field = inner(box);
    channels.forEach((_, line) => {
      const own = this.fieldOf(line, field);
      if (low < 0 && high > 0 && (this.stacked || !line)) {
        context.fillStyle = FAINT;
        context.fillRect(box.left, heights(low, high, own)(0), box.width, Math.max(0.5, strokeOf(box.height) / 2));
      }
      const colour = COLOURS[line % COLOURS.length]!;
      this.band(context, numbers, from, line, own, colour);
      this.trace(context, numbers, from, line, own, colour, strokeOf(box.height));
    });
  }

  /** Draws one standard deviation around a line, if there are any. */
  band(
    context: Context,
    numbers: Numbers,
    from: number,
    line: number,
    field: Box,
    colour: string,
    [first, last]: readonly [number, number] = [0, this.curve.length - 1],
  ): void {
    const { length, channels, spread } = this.curve;
    if (!spread || last <= first) return;
    const start = from + line * length;
    const around = start + channels.length * length;
    const { across, y } = this.placesIn(field, [first, last]);
    const step = Math.max(1, Math.floor((last - first) / Math.max(1, field.width)));
    const place = (i: number, side: number): void =>
      context.lineTo(across(i), y(numbers[start + i]! + side * Math.abs(numbers[around + i]!)));
    context.beginPath();
    for (let i = first; i <= last; i += step) place(i, 1);
    for (let i = last - ((last - first) % step); i >= first; i -= step) place(i, -1);
    context.closePath();
    context.fillStyle = colour;
    context.globalAlpha = BAND;
    context.fill();
    context.globalAlpha = 1;
  }

  /** The part of a field that a line has. */
  fieldOf(line: number, field: Box): Box {
    if (!this.stacked) return field;
    const height = field.height / this.curve.channels.length;
    return { ...field, top: field.top + line * height, height };
  }

  /**
   * Draws a line. Where there are many values for each pixel, it goes through the least and the greatest of them, so
   * that no peak is lost. `span` are the first and the last index that the field shows.
   */
  trace(
    context: Context,
    numbers: Numbers,
    from: number,
    line: number,
    field: Box,
    colour: string,
    stroke: number,
    [first, last]: readonly [number, number] = [0, this.curve.length - 1],
  ): void {
    const { length } = this.curve;
    const start = from + line * length;
    const { across, y } = this.placesIn(field, [first, last]);
    context.strokeStyle = colour;
    context.lineWidth = stroke;
    context.lineJoin = 'round';
    context.beginPath();
    if (length === 1) {
      context.moveTo(field.left, y(numbers[start]!));
      context.lineTo(field.left + field.width, y(numbers[start]!));
    }
    const step = Math.max(1, Math.floor((last - first) / (2 * Math.max(1, field.width))));
    for (let i = first; i <= last; i += step) {
      if (step === 1) {
        context.lineTo(across(i), y(numbers[start + i]!));
        continue;
      }
      let [least, most] = [Infinity, -Infinity];
      for (let k = i; k < Math.min(last + 1, i + step); k++) {
        const value = numbers[start + k]!;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      // there are only NaN
      if (least > most) continue;
      context.lineTo(across(i), y(least));
      context.lineTo(across(i), y(most));
    }
    context.stroke();
  }

  /** Where the values of an index and of a height are in a field that shows part of the axis. */
  private placesIn(
    field: Box,
    [first, last]: readonly [number, number],
  ): { across: (index: number) => number; y: (value: number) => number } {
    const { low, high, x } = this.curve;
    const scale = field.width / (x[last]! - x[first]! || 1);
    return { across: (i) => field.left + (x[i]! - x[first]!) * scale, y: heights(low, high, field) };
  }

  /** Both curves, one over the other. */
  drawDifference(context: Context, first: Numbers, second: Numbers, box: Box): void {
    clear(context, box);
    const field = inner(box);
    for (const [numbers, colour] of [
      [second, COLOURS[2]],
      [first, COLOURS[1]],
    ] as const)
      this.curve.channels.forEach((_, line) =>
        this.trace(context, numbers, 0, line, this.fieldOf(line, field), colour, strokeOf(box.height)),
      );
  }

  /** Of the lines alone, as a share of the range. */
  distance(first: Numbers, second: Numbers): number {
    const count = this.curve.channels.length * this.curve.length;
    let squares = 0;
    for (let i = 0; i < count; i++) squares += (first[i]! - second[i]!) ** 2;
    return Math.sqrt(squares / count) / this.range;
  }

  /** Standard deviations count for nothing where a sample is searched. */
  inRangeUnits(numbers: Numbers): Numbers {
    const copy = numbers.slice();
    const lines = this.curve.channels.length * this.curve.length;
    for (let from = 0; this.curve.spread && from < copy.length; from += this.size)
      copy.fill(0, from + lines, from + this.size);
    return copy;
  }

  describe(sample: Numbers): string {
    const { length, channels } = this.curve;
    return channels
      .slice(0, DESCRIBED)
      .map((name, line) => {
        const start = line * length;
        const found = extremes(sample, start, start + length);
        const at = (i: number): string => `${short(sample[i]!)} at ${this.positionOf(i - start)}`;
        const told = found ? `lowest ${at(found[0])}, highest ${at(found[1])}` : 'no numbers';
        return `${name && `${spoken(name)} `}${told}`;
      })
      .join('; ');
  }

  table(sample: Numbers): (string | number)[][] {
    const { length, channels, x, xLabel, yLabel, spread } = this.curve;
    const names = channels.map((name, i) => name || (channels.length > 1 ? `line ${i + 1}` : yLabel || 'value'));
    const lines = spread ? [...names, ...names.map((name) => `± ${name}`)] : names;
    return [
      [xLabel || 'x', ...lines],
      ...Array.from(x, (at, i) => [at, ...lines.map((_, line) => sample[line * length + i]!)]),
    ];
  }

  /**
   * A column for each line, with or without a column of x before them, from which the lines are resampled; or the only
   * line as a row. Standard deviations may follow, and are 0 if they do not.
   */
  read(cells: readonly (readonly string[])[]): Float32Array<ArrayBuffer> {
    const { length, channels, x, spread } = this.curve;
    let rows = numbersOf(cells);
    if (rows.length === 1 && rows[0]!.length === length) rows = rows[0]!.map((value) => [value]);
    const columns = rows[0]?.length ?? 0;
    if (!rows.every((row) => row.length === columns)) throw new Error('its rows have different lengths');
    const lines = spread && columns >= 2 * channels.length ? 2 * channels.length : channels.length;
    const column = (i: number): number[] => rows.map((row) => row[i]!);
    if (columns === lines + 1) {
      const at = column(0);
      if (!at.every((value, i) => !i || value > at[i - 1]!)) throw new Error('its first column, x, does not ascend');
      return this.sampleOf(Array.from({ length: lines }, (_, line) => resampled(at, column(line + 1), x)));
    }
    if (columns !== lines || rows.length !== length)
      throw new Error(
        `it has ${rows.length} rows of ${columns}, but this model's curves have ${length} rows of ${lines}, ` +
          'with or without x before them',
      );
    return this.sampleOf(Array.from({ length: lines }, (_, line) => column(line)));
  }

  /** A sample of some lines; standard deviations that are not among them are 0. */
  private sampleOf(lines: readonly ArrayLike<number>[]): Float32Array<ArrayBuffer> {
    const sample = new Float32Array(this.size);
    lines.forEach((line, i) => sample.set(line, i * this.curve.length));
    return sample;
  }

  /** Curves over other positions cannot be compared value by value. */
  matches(other: Output): boolean {
    const [here, there] = [this.curve.x, (other as CurveOutput).curve.x];
    const near = NEAR * (here.at(-1)! - here[0]!) || Infinity;
    return here.every((x, i) => Math.abs(x - there[i]!) <= near);
  }

  /** The position of a value, in as many digits as tell it from its neighbours. */
  positionOf(i: number): string {
    const { x } = this.curve;
    const at = x[i]!;
    const step = Math.min(at - (x[i - 1] ?? -Infinity), (x[i + 1] ?? Infinity) - at);
    const digits = Math.ceil(Math.log10(Math.abs(at) / step)) + 1;
    return Number(at.toPrecision(Math.max(3, Math.min(15, digits)))).toString();
  }
}

/** The values of a line at other positions, on straight lines between its own. Beyond its ends it is level. */
export function resampled(x: ArrayLike<number>, y: ArrayLike<number>, at: Float64Array): Float64Array {
  let i = 0;
  return Float64Array.from(at, (position) => {
    while (i < x.length - 2 && x[i + 1]! < position) i++;
    if (x.length === 1) return y[0]!;
    const share = Math.max(0, Math.min(1, (position - x[i]!) / (x[i + 1]! - x[i]!)));
    return y[i]! + share * (y[i + 1]! - y[i]!);
  });
}

/** Parses the specification of a manifest. Throws a sentence. */
export function parseCurve(json: Record<string, unknown>): CurveOutput {
  const {
    length,
    channels = [''],
    low,
    high,
    x,
    x_label: xLabel = '',
    y_label: yLabel = '',
    rate = null,
    spread = false,
  } = json;
  if (!isWhole(length) || !areTexts(channels) || !(isFloat(low) && isFloat(high) && low < high))
    throw new Error('latentwalk.json lacks the length, the names or the value range of the curves.');
  if (length * channels.length > MOST_VALUES || channels.length > MOST_LINES || !channels.length)
    throw new Error(`latentwalk.json describes ${channels.length} lines of ${length} values, which no page can show.`);
  if (typeof spread !== 'boolean')
    throw new Error('latentwalk.json says neither true nor false of the spread of curves.');
  if (!areTexts([xLabel, yLabel])) throw new Error('latentwalk.json has an axis whose label is not text.');
  if (rate !== null && !(isFloat(rate) && rate >= 1 && rate <= 1e6))
    throw new Error('latentwalk.json has a sampling rate that is not from 1 to 1,000,000.');
  if (x !== undefined && !(Array.isArray(x) && x.length === length && x.every(isAscending)))
    throw new Error('latentwalk.json has an x that is not one ascending number for each value of a curve.');
  return new CurveOutput({
    length,
    channels,
    low,
    high,
    x: Float64Array.from({ length }, (_, i) => (x ? (x as number[])[i]! : i / (rate ?? 1))),
    xLabel: (xLabel as string) || (rate ? 'seconds' : ''),
    yLabel: yLabel as string,
    rate,
    spread,
  });
}

function isAscending(value: unknown, i: number, all: readonly unknown[]): boolean {
  return isFloat(value) && (!i || value > (all[i - 1] as number));
}
