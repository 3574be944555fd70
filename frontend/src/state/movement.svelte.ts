import { parted } from '../conditions/path';
import { joined, type Place } from '../conditions/rows';
import type { Vector } from '../math/vector';
import { Glide } from './glide';
import type { View } from './view';

/** The view, and the movement of its point and its conditions: where they are, and where they end. */
export class Movement {
  view: View = $state.raw() as View;
  private readonly glide = new Glide(({ z, given }) => (this.view = { ...this.view, z, given }));

  constructor(
    view: View,
    private readonly latentDim: number,
  ) {
    this.view = view;
  }

  /** Where the view is, or where a movement ends. */
  get end(): Place {
    const { z, given } = this.glide.target ?? this.view;
    return { z, given };
  }

  /** The row (d + w,) of that place. */
  get destination(): Vector {
    return joined(this.end);
  }

  /** A row as parts of the view: a point (d,) keeps the conditions. */
  at(point: Vector): Place {
    return parted(point, this.latentDim, this.end);
  }

  /** A point (d,) as a row, under the conditions of the view; a row as it is. */
  rowOf(point: Vector): Vector {
    return point.length === this.latentDim ? joined({ z: point, given: this.view.given }) : point;
  }

  /** Changes part of the view. A new point ends a movement; new conditions alone let it go on. */
  change(part: Partial<View>): void {
    const { z, given } = part;
    const { end } = this;
    if (z || given) this.stop();
    // a movement that z interrupts does not stop between two values of a condition
    this.view = { ...this.view, ...(z && { given: end.given }), ...part };
    if (given && !z) this.to({ z: end.z, given });
  }

  /** Moves to a place frame by frame, in place of a running movement. */
  to({ z, given }: Place): void {
    this.glide.start(this.view, { z, given });
  }

  stop(): void {
    this.glide.stop();
  }
}
