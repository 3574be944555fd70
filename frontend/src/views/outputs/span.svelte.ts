/** The fewest values that a zoomed axis shows. */
const FEWEST = 8;

/** The part of an axis of `count` values that is shown: the indices of its first and its last value. */
export class Span {
  private part: readonly [number, number] | null = $state.raw(null);
  private readonly last: number;
  readonly shown: readonly [number, number];
  readonly whole: boolean;

  constructor(count: () => number) {
    const last = $derived(count() - 1);
    this.last = $derived.by(() => last);
    this.shown = $derived.by(() => (this.part && this.part[1] <= last ? this.part : [0, last]));
    this.whole = $derived.by(() => this.part === null);
  }

  /** Shows a share `by` of what is shown, around a value. */
  zoom(around: number, by: number): void {
    const [first, end] = this.shown;
    const left = Math.round(around - (around - first) * by);
    const right = Math.round(around + (end - around) * by);
    if (right - left < Math.min(FEWEST, this.last)) return;
    this.part = left <= 0 && right >= this.last ? null : [Math.max(0, left), Math.min(this.last, right)];
  }

  pan(by: number): void {
    const [first, end] = this.shown;
    const step = Math.max(-first, Math.min(this.last - end, by));
    if (step) this.part = [first + step, end + step];
  }

  reset(): void {
    this.part = null;
  }
}
