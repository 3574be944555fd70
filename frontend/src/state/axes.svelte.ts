import { seeded } from '../math/random';
import { sensitiveDirections } from '../math/sensitivity';
import type { Vector } from '../math/vector';
import { copies } from '../sources/copies';
import type { Folder } from '../sources/folder';
import type { Model } from '../sources/source';
import { axesOf, isDead, type Axis } from './axis';
import type { Encoded } from './encoded.svelte';
import { LANES } from './lanes';
import { spreadOf, type Spread } from './statistics';
import type { View } from './view';

/** What the axes of a model are derived from. */
export interface Walked {
  readonly folder: Folder;
  readonly view: View;
  readonly encoded: Encoded;
}

/** Sliders for the directions along which the samples change most. */
const SENSITIVE = 12;

/** The axes of one model, with the statistics of its encoded data. All are derived from what is walked. */
export class Axes {
  /** Directions along which the samples change most, for many dimensions without data; null until they are found. */
  sensitive: readonly Vector[] | null = $state.raw(null);
  private readonly summary = $derived.by(() => this.walked.encoded.summary);
  /**
   * Whether the encoder is deterministic (log-variance of almost zero): then the data says what is usual, not a prior.
   */
  readonly pointwise = $derived(this.summary?.pointwise ?? false);
  /** Whether there is no prior, or nobody knows it. */
  readonly priorless = $derived.by(() => this.pointwise || this.walked.folder.prior === null);
  /** The radius of the sphere on which the data lies, if it does. */
  readonly radius = $derived(this.summary?.radius ?? null);
  /**
   * Mean KL divergence from N(0, 1) by dimension; null without that prior, and during a training, so that the sliders
   * keep their order.
   */
  readonly nats = $derived.by(() => (this.priorless ? null : (this.summary?.nats ?? null)));
  /** The first principal components of the encoded data; null without an atlas. */
  readonly components = $derived(this.summary?.components ?? null);
  /** Standard deviation of the encoded data along each dimension, if nats are unknown. */
  readonly deviations = $derived.by(() => (this.nats ? null : (this.summary?.deviations ?? null)));
  private readonly directions = $derived.by(() => this.walked.view.directions);
  /** In the order of `axesOf`. */
  readonly all: readonly Axis[] = $derived.by(() =>
    axesOf(
      this.walked.folder.latentDim,
      { nats: this.nats, deviations: this.deviations, components: this.components, sensitive: this.sensitive },
      this.directions,
    ),
  );
  readonly live = $derived(this.all.filter((axis) => !isDead(axis)));
  readonly dead = $derived(this.all.filter(isDead));
  private readonly range = $derived.by(() => this.walked.view.range);
  /** Spreads by axis, computed on demand and cached until their inputs change. */
  private readonly spreads = $derived.by(() => {
    void this.all;
    const { atlas, data } = this.walked.encoded;
    return { range: this.range, atlas, data, known: new Map<string, Spread>() };
  });

  constructor(private readonly walked: Walked) {}

  /** Finds the directions along which the samples change most. */
  async findSensitive(model: Model): Promise<void> {
    const { latentDim } = this.walked.folder;
    this.sensitive = await sensitiveDirections(copies(model, LANES.sensitive), latentDim, SENSITIVE, seeded());
  }

  find(key: string): Axis | undefined {
    return this.all.find((axis) => axis.key === key);
  }

  /** The distribution of the encoded data along an axis, and the range of its slider. */
  spread(axis: Axis): Spread {
    const { range, atlas, data, known } = this.spreads;
    const spread =
      known.get(axis.key) ?? spreadOf(axis, range, atlas, data, this.priorless ? null : this.walked.folder.prior);
    known.set(axis.key, spread);
    return spread;
  }
}
