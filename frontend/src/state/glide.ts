import { smooth } from '../math/ease';
import type { Place } from '../conditions/rows';
import { same, type Vector } from '../math/vector';

/** Milliseconds from one point to the other. */
const DURATION = 600;

/**
 * A straight movement of the latent point and the conditions, frame by frame. With reduced motion it ends immediately.
 */
export class Glide {
  /** Where the running movement ends; null if none is running. */
  target: Place | null = null;
  private frame = 0;

  /** Calls `put` with the place of each frame. */
  constructor(private readonly put: (place: Place) => void) {}

  /** Starts a movement, in place of a running one. */
  start(from: Place, to: Place): void {
    this.stop();
    if (same(from.z, to.z) && same(from.given, to.given)) return;
    this.target = to;
    const begin = performance.now();
    const step = (): void => {
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      const t = still ? 1 : Math.min(1, (performance.now() - begin) / DURATION);
      const share = smooth(t);
      this.put(t === 1 ? to : { z: between(from.z, to.z, share), given: between(from.given, to.given, share) });
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

/** The first vector itself if both are the same object: what does not move does not change. */
function between(from: Vector, to: Vector, share: number): Vector {
  return from === to ? from : Float32Array.from(from, (value, i) => value + share * (to[i]! - value));
}
