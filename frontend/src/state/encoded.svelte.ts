import { joined } from '../conditions/rows';
import { row, type Vector } from '../math/vector';
import { givenOf, type Atlas } from '../sources/atlas';
import type { Model } from '../sources/source';
import { layoutOf, type Layout } from './layout';
import type { Moment } from './moment';
import { Summarizing } from './summarizing';
import type { Summary } from './summary';

/** The progress of loading the atlas. */
type State = { is: 'loading' } | { is: 'none' } | { is: 'ready' } | { is: 'faulty'; reason: string };

/** The encoded data of a model, its statistics, and the moment of the training at which they are shown. */
export class Encoded {
  /** Null until it is loaded, and without one. */
  atlas: Atlas | null = $state.raw(null);
  state: State = $state.raw({ is: 'loading' });
  /** The statistics of the atlas; null until they are computed, and without one. */
  summary: Summary | null = $state.raw(null);
  /** The snapshot of the training that is shown; null for the trained model. */
  moment: Moment | null = $state.raw(null);
  /** Where the map draws the data during the animation between two snapshots. Written by Timeline only. */
  drift: Vector | null = $state.raw(null);
  private summarizing: Summarizing | null = null;

  /** The data at the moment that is shown. */
  readonly data: Atlas | null = $derived.by(() => this.moment?.data ?? this.atlas);
  /** (n, d): where the map draws the whole atlas at that moment. */
  readonly means: Vector | null = $derived.by(() => this.drift ?? this.moment?.mean ?? this.atlas?.mean ?? null);

  /** Their layout as the ground of the map: at a moment of the training it stays, with the points of that moment. */
  readonly layout: Layout | null = $derived.by(() => layoutOf(this.data, this.model.folder.latentDim));

  constructor(private readonly model: Model) {}

  /** Loads the atlas and computes its statistics; until then the page works without it. */
  async load(): Promise<void> {
    try {
      const atlas = await this.model.atlas();
      const summary = atlas?.n ? await this.summarize(atlas) : null;
      this.atlas = atlas;
      this.summary = summary;
      this.state = { is: atlas ? 'ready' : 'none' };
    } catch (error) {
      this.state = { is: 'faulty', reason: (error as Error).message };
      throw error;
    }
  }

  /** Replaces the atlas's posteriors by those of a newer state of a training. */
  async update(mean: Vector, logvar: Vector): Promise<void> {
    if (!this.atlas) return;
    this.atlas = { ...this.atlas, mean, logvar };
    this.summary = (await this.summarize(this.atlas)) ?? this.summary;
  }

  /** An item's point where it is drawn, or of `data`; as a row if its own conditions are known. */
  rowOf(index: number, data?: Atlas): Vector {
    const { latentDim, conditions } = this.model.folder;
    const z = row(data?.mean ?? this.means!, index, latentDim).slice();
    const given = givenOf(data ?? this.atlas!, index, conditions);
    return given ? joined({ z, given }) : z;
  }

  /** Distances of some items to their nearest neighbours in the trained model, in ascending order. */
  get distances(): Promise<Float64Array> | undefined {
    return this.moment ? undefined : this.summarizing?.distances;
  }

  close(): void {
    this.summarizing?.close();
  }

  /** The statistics of an atlas; null if a newer one supersedes it. */
  private async summarize(atlas: Atlas): Promise<Summary | null> {
    this.summarizing?.close();
    const own = (this.summarizing = new Summarizing(atlas, this.model.folder.training));
    const summary = await own.summary;
    return own === this.summarizing ? summary : null;
  }
}
