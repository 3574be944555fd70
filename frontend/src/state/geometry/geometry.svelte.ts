import { walkRows } from '../../conditions/path';
import type { Measures } from '../../math/geometry/measures';
import { rows, type Vector } from '../../math/vector';
import { isFound, type Curve, type Leg } from '../../math/walk';
import type { Explorer } from '../explorer.svelte';
import { LANES } from '../lanes';
import { lackOf } from './lack';
import { Legs } from './legs.svelte';
import { Tracing } from './tracing';

/** The curves that are compared: between two pins a spline is straight. */
export const COMPARED: readonly Curve[] = ['lerp', 'slerp', 'even', 'data'];
/** Points at which each is measured. */
const MEASURED = 25;

/** A curve between two pins: its measures, or why it has none. */
export type Compared = { curve: Curve } & ({ measures: Measures } | { fault: string });

/** The geometry of a model's decoder, as the page uses it. */
export class Geometry {
  readonly legs: Legs;
  readonly tracing: Tracing;
  private readonly stop: () => void;

  constructor(private readonly explorer: Explorer) {
    this.tracing = new Tracing(explorer.model);
    this.legs = new Legs(explorer, this.tracing);
    this.stop = $effect.root(() => {
      $effect(() => this.legs.find());
    });
  }

  /** Measures each kind of curve between two pins. Rejects with Unwanted as soon as `isWanted` denies it. */
  async compare(pins: readonly [Vector, Vector], isWanted: () => boolean): Promise<Compared[]> {
    const { explorer } = this;
    const [a, b] = pins.map((pin) => explorer.rowOf(pin)) as [Vector, Vector];
    const compared: Compared[] = [];
    for (const curve of COMPARED) {
      const lack = lackOf(curve, explorer);
      if (lack) {
        compared.push({ curve, fault: lack });
        continue;
      }
      try {
        const leg = isFound(curve) ? await this.legs.leg(curve, a, b, isWanted, LANES.compared) : null;
        compared.push({ curve, measures: await this.measured(a, b, curve, leg, isWanted) });
      } catch (error) {
        if (!isWanted()) throw error;
        compared.push({ curve, fault: (error as Error).message });
      }
    }
    return compared;
  }

  close(): void {
    this.stop();
    this.legs.close();
    this.tracing.close();
  }

  private measured(a: Vector, b: Vector, curve: Curve, leg: Leg | null, isWanted: () => boolean): Promise<Measures> {
    const { encoded, folder } = this.explorer;
    const way = walkRows([a, b], folder.latentDim, curve, false, [leg]);
    const points = Array.from({ length: MEASURED }, (_, i) => way(i / (MEASURED - 1)));
    const task = { kind: 'measure', rows: rows(points), n: MEASURED } as const;
    return this.tracing.run(task, encoded.data, LANES.compared, isWanted);
  }
}
