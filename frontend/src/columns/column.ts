/** Types of values. Booleans are categories of two values here. */
export type Kind = 'number' | 'date' | 'category' | 'text';

/** How a column gives its values; what its kind does not have stays unset. */
export interface Values {
  /** Numbers, and dates in milliseconds since 1970; NaN where they are missing. */
  numbers?: () => Float64Array;
  /** Indices into the categories, -1 where they are missing. */
  codes?: () => Int32Array;
  /** The text of an item, or null. */
  text?: (item: number) => string | null;
}

/** What is shown of a missing value. */
export const NOTHING = '–';

const GROUPED = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });
const PLAIN = new Intl.NumberFormat('en', { maximumFractionDigits: 20, useGrouping: true });

/** A number for people: whole ones with all digits, others with six. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e12 || size < 1e-4)) return value.toExponential(3).replace(/\.?0+e/, 'e');
  return (Number.isInteger(value) ? PLAIN : GROUPED).format(value);
}

/** A date in UTC, with the time of the day where some dates of its column have one. */
export function dateText(value: number, days: boolean): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return NOTHING;
  const text = date.toISOString();
  const [day, time] = text.split('T') as [string, string];
  return days ? day : `${day} ${time.endsWith(':00.000Z') ? time.slice(0, 5) : time.slice(0, 8)}`;
}

/** What is known about each of n items: a value, or none. Its values are read when they are first used. */
export class Column {
  private heldNumbers: Float64Array | undefined;
  private heldCodes: Int32Array | undefined;
  private heldBins: Uint16Array | undefined;
  private heldCounts: Uint32Array | undefined;
  private heldRange: readonly [number, number] | null | undefined;

  constructor(
    /** Names it in links. */
    readonly key: string,
    readonly name: string,
    readonly kind: Kind,
    readonly n: number,
    private readonly values: Values,
    /** The names of categories. */
    readonly categories: readonly string[] = [],
    /** Whether the categories have an order. */
    readonly ordered = false,
    /** Whether dates have no time of the day. */
    readonly days = false,
  ) {}

  /** (n,) */
  get numbers(): Float64Array {
    return (this.heldNumbers ??= this.values.numbers!());
  }

  /** (n,) */
  get codes(): Int32Array {
    return (this.heldCodes ??= this.values.codes!());
  }

  get isMeasured(): boolean {
    return this.kind === 'number' || this.kind === 'date';
  }

  /** (n,): the codes, with the number of categories in the place of -1. */
  get bins(): Uint16Array {
    if (this.heldBins) return this.heldBins;
    const { codes, n } = this;
    const m = this.categories.length;
    // a loop: `from` with a function is a hundred times as slow
    const bins = new Uint16Array(n);
    for (let i = 0; i < n; i++) bins[i] = codes[i]! < 0 ? m : codes[i]!;
    return (this.heldBins = bins);
  }

  /** The number of items of each category, and at last of those without a value. */
  get counts(): Uint32Array {
    if (this.heldCounts) return this.heldCounts;
    const counts = new Uint32Array(this.categories.length + 1);
    for (const code of this.codes) counts[code < 0 ? this.categories.length : code]!++;
    return (this.heldCounts = counts);
  }

  /** The least and the greatest number; null if there is none. */
  get range(): readonly [number, number] | null {
    if (this.heldRange !== undefined) return this.heldRange;
    let [low, high] = [Infinity, -Infinity];
    for (const value of this.numbers) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return (this.heldRange = low <= high ? [low, high] : null);
  }

  isMissing(item: number): boolean {
    if (this.isMeasured) return Number.isNaN(this.numbers[item]);
    return this.kind === 'category' ? this.codes[item]! < 0 : this.values.text!(item) === null;
  }

  /** The number of items without a value. */
  get missing(): number {
    if (this.kind === 'category') return this.counts[this.categories.length]!;
    let count = 0;
    for (let item = 0; item < this.n; item++) count += +this.isMissing(item);
    return count;
  }

  /** The value as a text; '' if it is missing. */
  plain(item: number): string {
    if (this.isMissing(item)) return '';
    if (this.kind === 'number') return `${this.numbers[item]!}`;
    if (this.kind === 'date') return new Date(this.numbers[item]!).toISOString().slice(0, this.days ? 10 : undefined);
    return this.kind === 'category' ? this.categories[this.codes[item]!]! : this.values.text!(item)!;
  }

  /** The value for people. */
  shown(item: number): string {
    if (this.isMissing(item)) return NOTHING;
    if (this.isMeasured) return this.measure(this.numbers[item]!);
    return this.plain(item) || '“”';
  }

  /** A number or a date of this column, for people. */
  measure(value: number): string {
    return this.kind === 'date' ? dateText(value, this.days) : numberText(value);
  }

  /** A number with no more digits than tell a thousand places of the range apart; a date as it is. */
  rounded(value: number): number {
    const [low, high] = this.range ?? [value, value];
    if (this.kind === 'date' || !(high > low)) return value;
    const digits = 2 - Math.floor(Math.log10(high - low));
    // a unit below one is not exact, but its inverse is
    return digits > 0 && digits < 300
      ? Math.round(value * 10 ** digits) / 10 ** digits
      : Math.round(value / 10 ** -digits) * 10 ** -digits;
  }
}
