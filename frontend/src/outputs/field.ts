import { Bitmap } from './bitmap';
import { AXES, firstChoice, readChoice, type Choice } from './choice';
import { numbersOf } from './csv';
import {
  areTexts,
  extremes,
  FIRST,
  isFloat,
  isWhole,
  SECOND,
  short,
  spoken,
  type Box,
  type Context,
  type Numbers,
  type Output,
  type Sides,
} from './output';
import { paletteOf, type Palette } from './palette';

/** The most values of a field, channels, and pixels along a side. */
const MOST_VALUES = 2 ** 24;
const MOST_CHANNELS = 4096;
const MOST_SIDE = 2 ** 13;
/** The grey of values that are no numbers. */
const MISSING = 0xff777777;

export interface FieldSpec {
  /** (h, w), or (d, h, w) of a volume. */
  grid: readonly number[];
  /** The names of the channels. */
  channels: readonly string[];
  /** The range of each channel. */
  ranges: readonly (readonly [low: number, high: number])[];
}

/** Physical values on a grid in the plane or, as a volume, in space; one channel is drawn, or three as RGB. */
export class FieldOutput extends Bitmap {
  readonly kind = 'field';
  readonly one = 'field';
  readonly many = 'fields';
  readonly pixels = null;
  readonly range: number;
  readonly shape: readonly number[];
  readonly size: number;
  readonly sides: Sides;
  /** The palette of the channel that is drawn; null for RGB. */
  readonly palette: Palette | null;
  /** The places of the first value of what is drawn, and of the next column and row, in a channel. */
  private readonly start: number;
  private readonly across: number;
  private readonly down: number;
  /** The values of a channel. */
  private readonly cells: number;

  constructor(
    readonly field: FieldSpec,
    readonly choice: Choice = firstChoice(field.grid),
  ) {
    super();
    const { grid, channels, ranges } = field;
    this.shape = [channels.length, ...grid];
    this.cells = grid.reduce((product, side) => product * side, 1);
    this.size = channels.length * this.cells;
    this.range = Math.max(...ranges.map(([low, high]) => high - low));
    const steps = grid.map((_, i) => grid.slice(i + 1).reduce((product, side) => product * side, 1));
    const [rows, columns] = [...grid.keys()].filter((i) => grid.length < 3 || i !== choice.axis) as [number, number];
    this.sides = { width: grid[columns]!, height: grid[rows]! };
    this.down = steps[rows]!;
    this.across = steps[columns]!;
    this.start = grid.length < 3 ? 0 : choice.at * steps[choice.axis]!;
    this.palette = choice.channels.length > 1 ? null : paletteOf(...ranges[choice.channels[0]!]!);
  }

  /** The same fields, drawn as a link says it. */
  seen(choice: string): FieldOutput {
    const { grid, channels } = this.field;
    return new FieldOutput(this.field, readChoice(choice, channels.length, grid));
  }

  /** The place of a value among a sample's numbers: the value of a channel at a pixel of what is drawn. */
  placeOf(channel: number, x: number, y: number): number {
    return channel * this.cells + this.start + y * this.down + x * this.across;
  }

  /** The name of a channel. */
  titleOf(channel: number): string {
    return this.field.channels[channel] || (this.field.channels.length > 1 ? `channel ${channel + 1}` : 'value');
  }

  protected fill(words: Uint32Array, stride: number, at: number, values: Numbers, from: number): void {
    const { width, height } = this.sides;
    const { palette } = this;
    const [first] = this.choice.channels as [number];
    const shade = palette ? this.inPalette(palette, values, from + first * this.cells) : this.inColours(values, from);
    for (let y = 0; y < height; y++, at += stride - width) {
      let place = this.start + y * this.down;
      for (let x = 0; x < width; x++, place += this.across) words[at++] = shade(place);
    }
  }

  private inPalette({ low, high, words }: Palette, values: Numbers, from: number): (place: number) => number {
    const last = words.length - 1;
    const scale = last / (high - low);
    return (place) => {
      const value = values[from + place]!;
      return Number.isNaN(value) ? MISSING : words[Math.max(0, Math.min(last, Math.round((value - low) * scale)))]!;
    };
  }

  private inColours(values: Numbers, from: number): (place: number) => number {
    const parts = this.choice.channels.map((channel) => {
      const [low, high] = this.field.ranges[channel]!;
      return { at: from + channel * this.cells, low, scale: 255 / (high - low) };
    });
    return (place) => {
      let word = 0xff000000;
      parts.forEach(({ at, low, scale }, i) => {
        const byte = Math.max(0, Math.min(255, Math.round((values[at + place]! - low) * scale))) || 0;
        word |= byte << (8 * i);
      });
      return word;
    };
  }

  /** Orange and blue where the first and the second are greater: as bright as the share of the range. */
  drawDifference(context: Context, first: Numbers, second: Numbers, box: Box): void {
    const { width, height } = this.sides;
    const { channels } = this.choice;
    const picture = new ImageData(width, height);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (const channel of channels) {
          const place = this.placeOf(channel, x, y);
          const [low, high] = this.field.ranges[channel]!;
          sum += (first[place]! - second[place]!) / (high - low) / channels.length;
        }
        const share = Math.min(1, Math.abs(sum));
        picture.data.set([...(sum > 0 ? FIRST : SECOND).map((value) => share * value), 255], 4 * (y * width + x));
      }
    context.putImageData(picture, box.left, box.top);
  }

  /** Of the channels that are drawn, each as a share of its range. */
  distance(first: Numbers, second: Numbers): number {
    const { channels } = this.choice;
    let squares = 0;
    for (const channel of channels) {
      const [low, high] = this.field.ranges[channel]!;
      const end = (channel + 1) * this.cells;
      for (let i = channel * this.cells; i < end; i++) squares += ((first[i]! - second[i]!) / (high - low)) ** 2;
    }
    return Math.sqrt(squares / channels.length / this.cells);
  }

  /** Channels in other units than the widest one's count as much when a sample is searched. */
  inRangeUnits(values: Numbers): Numbers {
    const scales = this.field.ranges.map(([low, high]) => this.range / (high - low));
    return Float32Array.from(values, (value, i) => value * scales[Math.floor(i / this.cells) % scales.length]!);
  }

  toValues(values: Numbers): Float32Array<ArrayBuffer> {
    return values as Float32Array<ArrayBuffer>;
  }

  describe(sample: Numbers): string {
    return this.choice.channels
      .map((channel) => {
        const found = extremes(sample, channel * this.cells, (channel + 1) * this.cells);
        const at = (i: number): string => `${short(sample[i]!)} at ${this.positionOf(i % this.cells)}`;
        const told = found ? `lowest ${at(found[0])}, highest ${at(found[1])}` : 'no numbers';
        return `${spoken(this.titleOf(channel))} ${told}`;
      })
      .join('; ');
  }

  /** The place of a cell on the grid, such as `x 3, y 12`. */
  positionOf(cell: number): string {
    return this.placesOf(cell)
      .map((place, i) => `${'xyz'[i]} ${place}`)
      .join(', ');
  }

  /** x, y and, in a volume, z of a cell, from 0. */
  private placesOf(cell: number): number[] {
    return [...this.field.grid].reverse().map((side) => {
      const place = cell % side;
      cell = (cell - place) / side;
      return place;
    });
  }

  /** A row for each cell of the grid: its place, and the value of each channel. */
  table(sample: Numbers): (string | number)[][] {
    const { grid, channels } = this.field;
    return [
      [...[...AXES.slice(-grid.length)].reverse(), ...channels.map((_, i) => this.titleOf(i))],
      ...Array.from({ length: this.cells }, (_, cell) => [
        ...this.placesOf(cell),
        ...channels.map((_, channel) => sample[channel * this.cells + cell]!),
      ]),
    ];
  }

  /** Rows as in `table`, in its order, with or without the places; or the only channel as rows of the grid. */
  read(cells: readonly (readonly string[])[]): Float32Array<ArrayBuffer> {
    const rows = numbersOf(cells);
    const { grid, channels } = this.field;
    const columns = rows[0]?.length ?? 0;
    if (!rows.every((row) => row.length === columns)) throw new Error('its rows have different lengths');
    if (channels.length === 1 && grid.length === 2 && rows.length === grid[0] && columns === grid[1])
      return Float32Array.from(rows.flat());
    const before = columns - channels.length;
    if (rows.length !== this.cells || (before !== 0 && before !== grid.length))
      throw new Error(
        `it has ${rows.length} rows of ${columns}, but this model's fields have ${this.cells} rows of ` +
          `${channels.length}, with or without ${[...AXES.slice(-grid.length)].reverse().join(', ')} before them`,
      );
    const sample = new Float32Array(this.size);
    rows.forEach((row, cell) => {
      if (before && row.slice(0, before).some((place, i) => place !== this.placesOf(cell)[i]))
        throw new Error(`its row ${cell + 1} is not at ${this.positionOf(cell)}`);
      channels.forEach((_, channel) => (sample[channel * this.cells + cell] = row[before + channel]!));
    });
    return sample;
  }

  matches(other: Output): boolean {
    const { channels } = (other as FieldOutput).field;
    return this.field.channels.every((name, i) => name === channels[i]);
  }
}

/** Parses the specification of a manifest. Throws a sentence. */
export function parseField(json: Record<string, unknown>): FieldOutput {
  const { height, width, depth = null, channels = [''], low, high, ranges = [] } = json;
  if (!isWhole(height) || !isWhole(width) || !(depth === null || isWhole(depth)))
    throw new Error(
      'latentwalk.json lacks the height or the width of its fields, or has a depth that is not a positive integer.',
    );
  if (!areTexts(channels) || !channels.length)
    throw new Error('latentwalk.json lacks the channels of the fields, which must be a list of names.');
  if (!isRange([low, high]) || !Array.isArray(ranges) || !ranges.every(isRange))
    throw new Error(
      'latentwalk.json lacks the range of the fields, or has one whose ends are not two ascending numbers.',
    );
  if (ranges.length && ranges.length !== channels.length)
    throw new Error(`latentwalk.json has ${ranges.length} ranges for ${channels.length} channels.`);
  const grid = depth === null ? [height, width] : [depth, height, width];
  const size = grid.reduce((product, side) => product * side, channels.length);
  if (size > MOST_VALUES || channels.length > MOST_CHANNELS || Math.max(...grid) > MOST_SIDE)
    throw new Error(
      `latentwalk.json describes fields of ${[channels.length, ...grid].join(' x ')}, which no page can show.`,
    );
  const each = channels.map((_, i) => (ranges[i] ?? [low, high]) as [number, number]);
  return new FieldOutput({ grid, channels, ranges: each });
}

function isRange(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isFloat) && value[0]! < value[1]!;
}
