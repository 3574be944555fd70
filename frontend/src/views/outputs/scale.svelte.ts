import type { CurveSpec } from '../../outputs/curve';
import type { Box } from '../../outputs/output';
import { heights } from '../../outputs/plot';
import type { Span } from './span.svelte';
import { ticks } from '../../outputs/ticks';

/** The space around the lines, in pixels of the page: below for the numbers of the x axis. */
const [LEFT, RIGHT, TOP, BOTTOM] = [38, 10, 12, 22];
/** Pixels between the numbers of an axis, at least: across and down. */
const [ACROSS, DOWN] = [70, 44];
/** Pixels of a digit, and around a number. */
const [DIGIT, GAP] = [6.5, 12];

const lengthOf = (numbers: readonly number[]): number => DIGIT * Math.max(0, ...numbers.map((one) => `${one}`.length));

/** Where the values of a curve are on its plot. */
export class Scale {
  /** The size of the plot, in pixels of the page. */
  width = $state(0);
  height = $state(0);
  /** The numbers on the y axis. */
  readonly rows: readonly number[] = $derived.by(() => {
    const { low, high } = this.curve();
    return ticks(low, high, Math.max(2, this.height / DOWN));
  });
  /** The part of the plot that has the lines. Long numbers on the y axis need more space beside it. */
  readonly field: Box = $derived.by(() => {
    const left = Math.max(LEFT, GAP + lengthOf(this.rows));
    return {
      left,
      top: TOP,
      width: Math.max(1, this.width - left - RIGHT),
      height: Math.max(1, this.height - TOP - BOTTOM),
    };
  });
  private readonly ends = $derived.by(() => this.span.shown.map((i) => this.curve().x[i]!) as [number, number]);
  /** The numbers on the x axis: fewer if they are long. */
  readonly columns: readonly number[] = $derived.by(() => {
    const [from, to] = this.ends;
    const close = ticks(from, to, Math.max(2, this.width / ACROSS));
    const room = 2 * GAP + lengthOf(close);
    return room <= ACROSS ? close : ticks(from, to, Math.max(1, this.width / room));
  });
  private readonly heights = $derived.by(() => heights(this.curve().low, this.curve().high, this.field));

  constructor(
    private readonly curve: () => CurveSpec,
    private readonly span: Span,
  ) {}

  /** The place of a position of the x axis. */
  across(x: number): number {
    const [from, to] = this.ends;
    return this.field.left + ((x - from) / (to - from || 1)) * this.field.width;
  }

  /** The middle of the number at a position of the x axis, which stays within the plot. */
  labelled(x: number): number {
    return Math.min(this.across(x), this.width - 2 - lengthOf([x]) / 2);
  }

  /** The place of a value. */
  down(value: number): number {
    return this.heights(value);
  }

  /** The index of the value nearest to a place. */
  indexAt(place: number): number {
    const { x } = this.curve();
    const [from, to] = this.ends;
    const at = from + ((place - this.field.left) / this.field.width) * (to - from);
    let [low, high] = this.span.shown;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (x[middle]! > at) high = middle;
      else low = middle;
    }
    return at - x[low]! < x[high]! - at ? low : high;
  }

  /** The value at a place. */
  valueAt(place: number): number {
    const { low, high } = this.curve();
    const share = (place - this.field.top) / this.field.height;
    return Math.max(low, Math.min(high, high - share * (high - low)));
  }
}
