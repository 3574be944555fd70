import { numbersOf } from './csv';
import { areTexts, isFloat, short, spoken, type Box, type Context, type Numbers, type Output } from './output';
import { clear, COLOURS, heights, inner } from './plot';
import { Plotted } from './plotted';

/** Bars in a picture: of more values, each bar is the one of its group that is farthest from 0. */
const MOST_BARS = 48;
/** Values that a screen reader names. */
const NAMED = 5;
const MOST_NAMES = 1_000_000;

export interface ValuesSpec {
  names: readonly string[];
  low: number;
  high: number;
  label: string;
}

/** Named values: genes, or the columns of a table. */
export class ValuesOutput extends Plotted {
  readonly kind = 'values';
  readonly one = 'sample';
  readonly many = 'samples';

  constructor(readonly values: ValuesSpec) {
    super([values.names.length], values, { width: 3, height: 2 });
  }

  draw(context: Context, numbers: Numbers, from: number, box: Box): void {
    clear(context, box);
    const { low, high } = this.values;
    const field = inner(box);
    const y = heights(low, high, field);
    const zero = y(0);
    const count = Math.max(1, Math.min(this.size, MOST_BARS, Math.floor(field.width / 4)));
    const step = field.width / count;
    for (let bar = 0; bar < count; bar++) {
      let far = 0;
      const end = Math.floor(((bar + 1) * this.size) / count);
      for (let i = Math.floor((bar * this.size) / count); i < end; i++) {
        const value = numbers[from + i]!;
        if (Math.abs(value) > Math.abs(far)) far = value;
      }
      const top = y(far);
      context.fillStyle = COLOURS[far < 0 ? 2 : 1];
      context.fillRect(field.left + bar * step, Math.min(top, zero), 0.75 * step, Math.max(1, Math.abs(top - zero)));
    }
  }

  /** The first minus the second, as bars. */
  drawDifference(context: Context, first: Numbers, second: Numbers, box: Box): void {
    const half = this.range / 2;
    const difference = new ValuesOutput({ ...this.values, low: -half, high: half });
    difference.draw(
      context,
      Float32Array.from(first, (value, i) => value - second[i]!),
      0,
      box,
    );
  }

  readonly nameOf = (index: number): string => this.values.names[index]!;

  describe(sample: Numbers): string {
    return `strongest: ${strongest(sample, NAMED)
      .map((i) => `${spoken(this.values.names[i]!)} ${short(sample[i]!)}`)
      .join(', ')}`;
  }

  table(sample: Numbers): (string | number)[][] {
    return [['name', this.values.label || 'value'], ...this.values.names.map((name, i) => [name, sample[i]!])];
  }

  /** Rows of a name and a value, or a row of names above a row of values, in any order; or the values alone. */
  read(cells: readonly (readonly string[])[]): Float32Array<ArrayBuffer> {
    const { names } = this.values;
    const [across, down] = [cells[0]!.map((name, i) => [name, cells[1]?.[i] ?? '']), cells];
    // a table of two rows and two columns may be either
    const forms = [down, across].filter((rows) => rows.every((row) => row.length === 2));
    const lacks = (found: readonly (string | undefined)[]): string[] => names.filter((_, i) => found[i] === undefined);
    const [found] = forms.map((rows) => valuesBy(names, rows)).sort((a, b) => lacks(a).length - lacks(b).length) as [
      (string | undefined)[],
    ];
    const missing = lacks(found);
    if (missing.length === names.length) {
      const plain = numbersOf(cells).flat();
      if (plain.length === names.length) return Float32Array.from(plain);
    }
    if (missing.length)
      throw new Error(`it lacks ${missing.length} of ${names.length} names, such as '${missing[0]!.slice(0, 40)}'`);
    return Float32Array.from(found as string[], (text, i) => {
      if (!text.trim() || !isFloat(Number(text)))
        throw new Error(`'${names[i]!.slice(0, 40)}' has '${text.slice(0, 40)}' where a number is expected`);
      return Number(text);
    });
  }

  matches(other: Output): boolean {
    const { names } = (other as ValuesOutput).values;
    return this.values.names.every((name, i) => name === names[i]);
  }
}

/** The cells beside names; undefined for a name without one. Equal names have their rows in the names' order. */
function valuesBy(names: readonly string[], rows: readonly (readonly string[])[]): (string | undefined)[] {
  const cells = new Map<string, string[]>();
  for (const [name, cell] of rows as readonly [string, string][]) {
    const known = cells.get(name);
    if (known) known.push(cell);
    else cells.set(name, [cell]);
  }
  // from the end, because the row of titles is the first
  return names.map((_, i) => cells.get(names[names.length - 1 - i]!)?.pop()).reverse();
}

/** The indices of the values that are farthest from 0, the farthest first; what is no number comes last. */
export function strongest(values: Numbers, count: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const far = distanceOf(values[i]!);
    if (found.length === count && !(far > distanceOf(values[found.at(-1)!]!))) continue;
    let at = found.length;
    while (at && distanceOf(values[found[at - 1]!]!) < far) at--;
    found.splice(at, 0, i);
    if (found.length > count) found.pop();
  }
  return found;
}

const distanceOf = (value: number): number => (Number.isNaN(value) ? -1 : Math.abs(value));

/** Parses the specification of a manifest. Throws a sentence. */
export function parseValues({ names, low, high, label = '' }: Record<string, unknown>): ValuesOutput {
  if (!areTexts(names) || !names.length || !(isFloat(low) && isFloat(high) && low < high) || typeof label !== 'string')
    throw new Error('latentwalk.json lacks the names or the range of the values.');
  if (names.length > MOST_NAMES)
    throw new Error(`latentwalk.json describes ${names.length} values, which no page can show.`);
  return new ValuesOutput({ names, low, high, label });
}
