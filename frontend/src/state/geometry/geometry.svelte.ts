import { walkRows } from '../../conditions/path';
import type { Measures } from '../../math/geometry/measures';
import { rows, type Vector } from '../../math/vector';
import { isFound, type Curve } from '../../math/walk';
import type { Explorer } from '../explorer.svelte';
import { LANES } from '../lanes';
import { lackOf } from './lack';
import { Legs } from './legs.svelte';
import { Tracing } from './tracing';

/** The curves that are compared: between two pins a spline is straight. */
export const COMPARED: readonly Curve[] = ['lerp', 'slerp', 'even', 'data'];
/** Points at which each is measured, and every how many of them are in its film. */
const MEASURED = 25;
const BETWEEN = 3;

/** A curve between two pins: its measures and the rows of its film, or why it has none. */
export type Compared = { curve: Curve } & ({ measures: Measures; film: readonly Vector[] } | { fault: string });

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
    const { encoded, folder } = explorer;
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
        const way = walkRows([a, b], folder.latentDim, curve, false, [leg]);
        const points = Array.from({ length: MEASURED }, (_, i) => way(i / (MEASURED - 1)));
        const task = { kind: 'measure', rows: rows(points), n: MEASURED } as const;
        const measures = await this.tracing.run(task, encoded.data, LANES.compared, isWanted);
        compared.push({ curve, measures, film: points.filter((_, i) => i % BETWEEN === 0) });
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
}
