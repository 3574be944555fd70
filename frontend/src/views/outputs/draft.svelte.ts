import type { CurveSpec } from '../../outputs/curve';
import type { Numbers } from '../../outputs/output';

/** A curve that is drawn by hand over another one. */
export class Draft {
  /** Its values; null until something is drawn. */
  values: Float32Array<ArrayBuffer> | null = $state.raw(null);
  /** The line that is being drawn, and where the pen is. */
  private pen: { line: number; at: number; value: number } | null = null;

  constructor(private readonly curve: () => CurveSpec) {}

  /** Puts the pen down at a value of the axis: of several lines the nearest is drawn. */
  begin(over: Numbers, at: number, value: number): void {
    const { length, channels } = this.curve();
    const apart = channels.map((_, line) => Math.abs(over[line * length + at]! - value));
    this.values = Float32Array.from(over);
    this.pen = { line: apart.indexOf(Math.min(...apart)), at, value };
    this.move(at, value);
  }

  /** Draws a straight line from where the pen is. */
  move(at: number, value: number): void {
    const { pen, values } = this;
    if (!pen || !values) return;
    const next = values.slice();
    const steps = Math.max(1, Math.abs(at - pen.at));
    for (let i = 0; i <= steps; i++) {
      const index = Math.round(pen.at + (i / steps) * (at - pen.at));
      next[pen.line * this.curve().length + index] = pen.value + (i / steps) * (value - pen.value);
    }
    this.values = next;
    this.pen = { ...pen, at, value };
  }

  /** Lifts the pen. The drawn curve; null if the pen was not down. */
  end(): Float32Array<ArrayBuffer> | null {
    if (!this.pen) return null;
    this.pen = null;
    return this.values;
  }

  /** Forgets a curve that was placed, unless another one is drawn by now. */
  drop(drawn: Float32Array<ArrayBuffer>): void {
    if (this.values === drawn) this.values = null;
  }

  clear(): void {
    this.pen = this.values = null;
  }
}
