import { numbersOf } from './csv';
import {
  areTexts,
  FIRST,
  isWhole,
  SECOND,
  short,
  type Box,
  type Context,
  type Numbers,
  type Output,
  type Sides,
} from './output';
import { clear, COLOURS, inner } from './plot';
import { Plotted } from './plotted';

/** The most probabilities of a sample, and the most symbols. */
const MOST_VALUES = 2 ** 24;
const MOST_SYMBOLS = 2 ** 16;
/** Symbols that only fill short sequences. */
const PADDING = ['', '<pad>'];
/** The least height of a written symbol in pixels; smaller ones are drawn as blocks. */
const READABLE = 7;
/** The letters of a symbol that are written. */
const WIDEST = 8;
/** The width of a letter with its space, as a share of the height of a cell. */
const LETTER = 0.7;
/** Cells in one row may be smaller than the largest ones by this factor. */
const ONE_ROW = 0.5;
/** The most symbols that a screen reader reads, and the most uncertain ones that it names. */
const [READ, UNCERTAIN] = [200, 3];

export interface CategoriesSpec {
  /** The number of places. */
  length: number;
  /** The symbols. */
  names: readonly string[];
}

/** A symbol at a place. */
export interface Symbol {
  symbol: number;
  name: string;
  share: number;
}

/** Sequences of symbols, each with its probability. */
export class CategoriesOutput extends Plotted {
  readonly kind = 'categories';
  readonly one = 'sequence';
  readonly many = 'sequences';
  /** Whether each symbol is a letter. */
  readonly single: boolean;
  /** The width of a cell, as a multiple of its height. */
  private readonly aspect: number;

  constructor(readonly categories: CategoriesSpec) {
    const { length, names } = categories;
    super([length, names.length], { low: 0, high: 1 }, { width: 2, height: 1 });
    this.single = names.every((name) => isPadding(name) || lettersOf(name).length === 1);
    const lengths = names.map((name) => (isPadding(name) ? 0 : lettersOf(name).length));
    const longest = Math.min(WIDEST, Math.max(1, ...lengths));
    this.aspect = LETTER * (longest + (longest > 1 ? 1 : 0));
  }

  readonly nameOf = (index: number): string => {
    const { names } = this.categories;
    return `${Math.floor(index / names.length) + 1} ${called(names[index % names.length]!)}`;
  };

  draw(context: Context, numbers: Numbers, from: number, box: Box): void {
    clear(context, box);
    this.eachCell(box, (place, cell) => {
      const { symbol, name, share } = this.best(numbers, from, place);
      if (!name.trim() || isPadding(name)) return;
      context.globalAlpha = Math.max(0, Math.min(1, share));
      write(context, name, COLOURS[symbol % COLOURS.length]!, cell);
    });
    context.globalAlpha = 1;
  }

  /** Symbols that differ: the first's in orange above the second's in blue, or a block of both. */
  drawDifference(context: Context, first: Numbers, second: Numbers, box: Box): void {
    clear(context, box);
    this.eachCell(box, (place, cell) => {
      const [one, other] = [this.best(first, 0, place), this.best(second, 0, place)];
      const half = { ...cell, height: cell.height / 2 };
      // the total variation distance of both distributions
      let sum = 0;
      const { length } = this.categories.names;
      for (let i = place * length; i < (place + 1) * length; i++) sum += Math.abs(first[i]! - second[i]!);
      context.globalAlpha = Math.max(0, Math.min(1, sum / 2));
      if (one.symbol === other.symbol) {
        context.globalAlpha *= 0.6;
        if (one.name.trim() && !isPadding(one.name)) write(context, one.name, COLOURS[0], cell);
        return;
      }
      write(context, isPadding(one.name) ? '·' : one.name, `rgb(${FIRST})`, half);
      const below = { ...half, top: cell.top + half.height };
      write(context, isPadding(other.name) ? '·' : other.name, `rgb(${SECOND})`, below);
    });
    context.globalAlpha = 1;
  }

  /** The most likely symbol at a place. */
  best(numbers: Numbers, from: number, place: number): Symbol {
    const { names } = this.categories;
    const start = from + place * names.length;
    let symbol = 0;
    for (let i = 1; i < names.length; i++) if (numbers[start + i]! > numbers[start + symbol]!) symbol = i;
    return { symbol, name: names[symbol]!, share: numbers[start + symbol]! };
  }

  /** The most likely symbols at a place, the most likely first. */
  likely(numbers: Numbers, place: number, count: number): Symbol[] {
    const { names } = this.categories;
    const shares = numbers.subarray(place * names.length, (place + 1) * names.length);
    return Array.from(shares, (share, symbol) => ({ symbol, name: names[symbol]!, share }))
      .sort((a, b) => b.share - a.share)
      .slice(0, count);
  }

  /** The most likely symbols as a text, without padding. */
  textOf(sample: Numbers): string {
    return Array.from({ length: this.categories.length }, (_, place) => this.best(sample, 0, place).name)
      .filter((name) => !isPadding(name))
      .join(this.single ? '' : ' ');
  }

  describe(sample: Numbers): string {
    const text = this.textOf(sample).slice(0, READ);
    const places = Array.from({ length: this.categories.length }, (_, place) => ({
      place,
      ...this.best(sample, 0, place),
    }));
    const doubtful = places
      .filter(({ share }) => share < 0.5)
      .sort((a, b) => a.share - b.share)
      .slice(0, UNCERTAIN)
      .map(({ place, name, share }) => `${called(name)} at ${place + 1} with ${short(100 * share)} percent`);
    return `${text || 'empty'}${doubtful.length ? `; least certain ${doubtful.join(', ')}` : ''}`;
  }

  /** A row for each place: its most likely symbol, and the probability of each symbol. */
  table(sample: Numbers): (string | number)[][] {
    const { length, names } = this.categories;
    return [
      ['place', 'symbol', ...names],
      ...Array.from({ length }, (_, place) => [
        place + 1,
        this.best(sample, 0, place).name,
        ...sample.subarray(place * names.length, (place + 1) * names.length),
      ]),
    ];
  }

  /** A saved table, a row of probabilities for each place, or a text. */
  read(cells: readonly (readonly string[])[]): Float32Array<ArrayBuffer> {
    const { length, names } = this.categories;
    const saved = cells[0]?.[0] === 'place' && cells[0][1] === 'symbol';
    const rows = saved ? cells.slice(1).map((row) => row.slice(2)) : cells;
    if (rows.length === length && rows.every((row) => row.length === names.length))
      return Float32Array.from(numbersOf(rows).flat());
    return this.samplesOf(cells.map((row) => row.join(' ')).join(this.single ? '' : ' '));
  }

  /** A text as probabilities of 0 and 1. Throws what is wrong, as the end of a sentence. */
  samplesOf(text: string): Float32Array<ArrayBuffer> {
    const { length, names } = this.categories;
    const symbols = this.single ? lettersOf(text) : text.split(/\s+/).filter(Boolean);
    const padding = names.findIndex(isPadding);
    if (symbols.length > length) throw new Error(`it has ${symbols.length} symbols, but sequences have ${length}`);
    if (symbols.length < length && padding < 0)
      throw new Error(`it has ${symbols.length} symbols, but sequences have ${length}, and no symbol fills the rest`);
    const sample = new Float32Array(this.size);
    for (let place = 0; place < length; place++) {
      const symbol = place < symbols.length ? names.indexOf(symbols[place]!) : padding;
      if (symbol < 0) throw new Error(`the model has no symbol '${symbols[place]!.slice(0, 40)}'`);
      sample[place * names.length + symbol] = 1;
    }
    return sample;
  }

  matches(other: Output): boolean {
    const { names } = (other as CategoriesOutput).categories;
    return this.categories.names.every((name, i) => name === names[i]);
  }

  /** Calls back with the cell of each place: rows of the largest cells, or one row if that is readable. */
  private eachCell(box: Box, draw: (place: number, cell: Box) => void): void {
    const { length } = this.categories;
    const { left, top, width, height } = inner(box);
    const side = (columns: number): number =>
      Math.min(width / (columns * this.aspect), height / Math.ceil(length / columns));
    const ideal = Math.max(1, Math.floor(Math.sqrt((length * width) / (this.aspect * Math.max(1, height)))));
    let columns = Math.min(length, ideal);
    for (const more of [ideal + 1, ideal + 2]) if (side(Math.min(length, more)) > side(columns)) columns = more;
    if (side(length) >= Math.max(READABLE, ONE_ROW * side(columns))) columns = length;
    columns = Math.min(length, columns);
    const cell: Sides = { width: this.aspect * side(columns), height: side(columns) };
    const [x, y] = [
      left + (width - columns * cell.width) / 2,
      top + (height - Math.ceil(length / columns) * cell.height) / 2,
    ];
    for (let place = 0; place < length; place++)
      draw(place, {
        left: x + (place % columns) * cell.width,
        top: y + Math.floor(place / columns) * cell.height,
        ...cell,
      });
  }
}

/** Whether a symbol only fills short sequences. */
export function isPadding(name: string): boolean {
  return PADDING.includes(name);
}

/** What a symbol is called where it stands alone. */
export function called(name: string): string {
  return isPadding(name) ? 'nothing' : name.trim() ? name : 'space';
}

/** The letters of a text; a pair of surrogates is one. */
function lettersOf(text: string): string[] {
  return Array.from(text);
}

/** Writes a symbol into a cell, or fills it if letters would be too small. */
function write(context: Context, name: string, colour: string, { left, top, width, height }: Box): void {
  context.fillStyle = colour;
  if (height < READABLE) {
    context.fillRect(left, top, Math.max(1, width - 0.5), Math.max(1, height - 0.5));
    return;
  }
  context.font = `${0.85 * height}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(lettersOf(name).slice(0, WIDEST).join(''), left + width / 2, top + height / 2, width);
}

/** Parses the specification of a manifest. Throws a sentence. */
export function parseCategories({ length, names }: Record<string, unknown>): CategoriesOutput {
  if (!isWhole(length) || !areTexts(names) || names.length < 2 || new Set(names).size < names.length)
    throw new Error('latentwalk.json lacks the length of the sequences or the different names of their symbols.');
  if (length * names.length > MOST_VALUES || names.length > MOST_SYMBOLS)
    throw new Error(
      `latentwalk.json describes sequences of ${length} of ${names.length} symbols, which no page can show.`,
    );
  return new CategoriesOutput({ length, names });
}
