import { smooth } from '../math/ease';

/** Milliseconds of wall clock that a movement takes. */
const DURATION = 600;

/** The latent point. A new movement begins from wherever the one before it has come to. */
export class Point {
  readonly z: Float32Array<ArrayBuffer>;
  private frame = 0;

  constructor(dimensions: number, private readonly changed: () => void) {
    this.z = new Float32Array(dimensions);
  }

  set(dimension: number, value: number): void {
    cancelAnimationFrame(this.frame);
    this.z[dimension] = value;
    this.changed();
  }

  moveTo(target: ArrayLike<number>): void {
    cancelAnimationFrame(this.frame);
    const from = this.z.slice();
    const begin = performance.now();
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const step = (): void => {
      const t = still ? 1 : Math.min(1, (performance.now() - begin) / DURATION);
      for (let i = 0; i < from.length; i++) this.z[i] = from[i]! + (target[i]! - from[i]!) * smooth(t);
      if (t < 1) this.frame = requestAnimationFrame(step);
      this.changed();
    };
    step();
  }
}
