import { smooth } from '../math/ease';
import { same, type Vector } from '../math/vector';

/** Milliseconds from one point to the other. */
const DURATION = 600;

/** A straight movement of the latent point, frame by frame. With reduced motion it ends immediately. */
export class Glide {
  /** Where the running movement ends; null if none is running. */
  target: Vector | null = null;
  private frame = 0;

  /** Calls `put` with the point of each frame. */
  constructor(private readonly put: (z: Vector) => void) {}

  /** Starts a movement, in place of a running one. */
  start(from: Vector, to: Vector): void {
    this.stop();
    if (same(from, to)) return;
    this.target = to;
    const begin = performance.now();
    const step = (): void => {
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      const t = still ? 1 : Math.min(1, (performance.now() - begin) / DURATION);
      const share = smooth(t);
      this.put(t === 1 ? to : Float32Array.from(from, (value, i) => value + share * (to[i]! - value)));
      if (t < 1) this.frame = requestAnimationFrame(step);
      else this.target = null;
    };
    step();
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.target = null;
  }
}
