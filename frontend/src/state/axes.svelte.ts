import { principalComponents } from '../math/components';
import type { Atlas } from '../sources/atlas';
import type { Folder } from '../sources/folder';
import { axesOf, isDead, MANY, type Axis } from './axis';
import { deviationsOf, isPointwise, natsOf, spreadOf, type Spread } from './statistics';
import type { View } from './view';

/** Sliders for principal components, in models with many dimensions. */
const COMPONENTS = 12;

/** What the axes of a model are derived from. */
export interface Walked {
  readonly folder: Folder;
  readonly view: View;
  /** Null until it is loaded, and without one. */
  readonly atlas: Atlas | null;
  /** The encoded data at the moment of the training that is shown. */
  readonly data: Atlas | null;
}

/** The axes of one model, with the statistics of its encoded data. All are derived from what is walked. */
export class Axes {
  /**
   * Whether the encoder is deterministic (log-variance of almost zero): then the data says what is usual, not a prior.
   */
  readonly pointwise = $derived.by(() => this.walked.atlas !== null && isPointwise(this.walked.atlas));
  /** Mean KL divergence by dimension; null if unknown, and during a training, so that the sliders keep their order. */
  readonly nats = $derived.by(() => {
    const { atlas, folder } = this.walked;
    return atlas?.n && !this.pointwise && !folder.training ? natsOf(atlas) : null;
  });
  /** The first principal components of the encoded data; null without an atlas. */
  readonly components = $derived.by(() => {
    const {
      atlas,
      folder: { latentDim, training },
    } = this.walked;
    return atlas?.n && !(training && latentDim > MANY)
      ? principalComponents(atlas.mean, latentDim, latentDim > MANY ? COMPONENTS : 2)
      : null;
  });
  private readonly deviations = $derived.by(() => (this.pointwise ? deviationsOf(this.walked.atlas!) : null));
  private readonly directions = $derived.by(() => this.walked.view.directions);
  /** In the order of `axesOf`. */
  readonly all: readonly Axis[] = $derived.by(() =>
    axesOf(
      this.walked.folder.latentDim,
      { nats: this.nats, deviations: this.deviations, components: this.components },
      this.directions,
    ),
  );
  readonly live = $derived(this.all.filter((axis) => !isDead(axis)));
  readonly dead = $derived(this.all.filter(isDead));
  private readonly range = $derived.by(() => this.walked.view.range);
  /** Spreads by axis, computed on demand and cached until their inputs change. */
  private readonly spreads = $derived.by(() => {
    void this.all;
    const { atlas, data } = this.walked;
    return { range: this.range, atlas, data, known: new Map<string, Spread>() };
  });

  constructor(private readonly walked: Walked) {}

  find(key: string): Axis | undefined {
    return this.all.find((axis) => axis.key === key);
  }

  /** The distribution of the encoded data along an axis, and the range of its slider. */
  spread(axis: Axis): Spread {
    const { range, atlas, data, known } = this.spreads;
    const spread = known.get(axis.key) ?? spreadOf(axis, range, atlas, data);
    known.set(axis.key, spread);
    return spread;
  }
}
