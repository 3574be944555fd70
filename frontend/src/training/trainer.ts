import { normal } from '../math/prior';
import { seeded } from '../math/random';
import type { Vector } from '../math/vector';
import type { Shown } from '../sources/snapshots';
import type { Point, Update } from '../sources/training';
import { Batches } from './batches';
import { Controls } from './controls';
import { CURVE_RECIPE, Descent, rateAt, RECIPE, type Recipe } from './descent';
import { Gradients, type Partner } from './gradients';
import { graphsOf } from './graph';
import type { Earlier } from './earlier';
import { evenly, valuesOf, splitOf, type Items } from './items';
import { isCurve } from './layers/layer';
import { folderOf, type Files, type Made } from './modelFolder';
import type { Network, Sums } from './network';
import { checksum, isUnfinished, type Progress } from './progress';
import type { Settings } from './settings';

/** Items whose posteriors are followed. */
const FOLLOWED = 1000;
/** The least milliseconds between two snapshots, and the largest share of the time to spend on them. */
const [INTERVAL, SHARE] = [500, 0.08];
/** Steps between two points of the loss, and the least milliseconds between two reports: the page draws each. */
const [EVERY, PACE] = [10, 250];
/** The least milliseconds until the model as it is is to be kept, and the largest share of the time for that. */
const [SAFE, COST] = [10_000, 0.03];
/** A loss is sound up to this multiple of the least one: beyond, a run is about to fail. */
const SOUND = 2;
/** Items from which the centre of the first layer is computed. */
const CENTRED_BY = 10_000;

/** Receives the events of a run. */
export interface Watcher {
  updated(update: Update): void;
  /** The weights of the decoder and the posteriors of the followed items. */
  shown(shown: Shown): void;
  /** The folder of the model as it is, now and then. */
  kept?(files: Files): void;
}

/**
 * Trains a network on some items. Two runs with the same settings and number of workers make the same steps, unless a
 * GPU computes some of them.
 */
export class Trainer {
  readonly controls: Controls;
  private readonly recipe: Recipe;
  private readonly batches: Batches;
  private readonly gradients: Gradients;
  private readonly descent: Descent;
  private readonly followed: Int32Array<ArrayBuffer>;
  private readonly noise: Vector;
  private readonly total: number;
  /** Of the items. */
  private readonly checksum: number;
  private step = 0;
  private points: Point[] = [];
  private heldOut: number | null = null;
  private since = { count: 0, loss: 0 };
  private next = 0;
  /** The time from which the next point of the loss is reported. */
  private due = 0;
  /** The time from which the model as it is is kept. */
  private safe = performance.now() + SAFE;
  /** The weights of the last step whose loss was sound, and the least loss under the present beta. */
  private good: { step: number; weights: Vector };
  private least = Infinity;

  constructor(
    private readonly network: Network,
    private readonly items: Items,
    private readonly settings: Settings,
    partners: readonly Partner[],
    private readonly watcher: Watcher,
    /** Lets messages arrive between two steps. */
    private readonly turn: () => Promise<void> = () => Promise.resolve(),
    /** The network from which it goes on; null begins with random weights. */
    from: Earlier | null = null,
    /** Computes whole batches where it is faster than this worker and its partners; null without a GPU. */
    gpu: Promise<Partner> | null = null,
  ) {
    const { latentDim, beta, epochs, seed } = settings;
    const { train, heldOut } = splitOf(items.labels.length);
    this.controls = new Controls(beta);
    this.recipe = { ...(isCurve(items.shape) ? CURVE_RECIPE : RECIPE), epochs };
    this.batches = new Batches(items, train, RECIPE.batchSize, latentDim, seed);
    this.total = epochs * this.batches.steps;
    this.gradients = new Gradients(network, this.batches, partners, gpu);
    if (from) network.parameters.setNamed(from.weights);
    else network.parameters.draw(seeded(seed));
    this.descent = new Descent(network, this.recipe, centreOf(items, evenly(train, CENTRED_BY)));
    this.checksum = checksum(items);
    if (from?.progress) {
      this.descent.restore(from.progress.moments);
      const { step, factor } = from.progress;
      // the rate and the order of the items go on, too
      if (isUnfinished(from.progress, this.checksum, this.batches.steps) && step < this.total) {
        this.step = step;
        this.controls.values.rate = factor;
      }
    }
    this.followed = evenly(heldOut, FOLLOWED);
    const random = seeded(-1);
    this.noise = Float32Array.from({ length: this.followed.length * latentDim }, () => normal(random));
    this.good = { step: this.step, weights: network.parameters.values.slice() };
  }

  /** Steps to the end of the epoch. */
  get rest(): number {
    return this.batches.steps - (this.step % this.batches.steps);
  }

  /** The folder of the network before its first step, with the followed items on the map. */
  begin(): Files {
    return folderOf(this.network, { ...this.made, training: true }, null, this.followed);
  }

  /** Makes all steps, or those until the run is stopped. Returns the folder of the trained model. */
  async run(): Promise<Files> {
    this.show();
    let message: string | undefined;
    while (this.step < this.total && !this.controls.stopped && !message) {
      await this.turn();
      if (this.controls.resting) this.show();
      await this.controls.allowed();
      if (this.controls.stopped) break;
      message = await this.advance();
      if (performance.now() >= this.next && !message) this.show();
      if (performance.now() >= this.safe && !message) this.keep();
    }
    this.show();
    this.report(message ? 'failed' : 'ended', message);
    return folderOf(this.network, this.made, message ? null : this.progress);
  }

  private get progress(): Progress {
    const { step, checksum: of, recipe } = this;
    const { beta, rate: factor } = this.controls.values;
    return { moments: this.descent.moments(), step, epochs: recipe.epochs, beta, factor, items: of };
  }

  private get made(): Made {
    const { settings, items, heldOut, step, batches } = this;
    return { settings, items, heldOut, epochs: Math.round((100 * step) / batches.steps) / 100, training: false };
  }

  /** Makes a step. If the loss is no longer finite, restores the last good weights and returns why. */
  private async advance(): Promise<string | undefined> {
    const { network, controls, recipe, step } = this;
    const { parameters } = network;
    for (const { what, from, to } of controls.changes()) {
      this.points.push(['change', step, what, from, to]);
      if (what === 'beta') this.least = Infinity;
      this.since = { count: 0, loss: 0 };
    }
    const { beta, rate: factor } = controls.values;
    const weights = parameters.values.slice();
    const loss = lossOf(await this.gradients.learn(step, beta), beta);
    if (!Number.isFinite(loss)) {
      parameters.values.set(this.good.weights);
      return this.excuse(beta, factor);
    }
    this.least = Math.min(this.least, loss);
    // that of curves may be negative
    if (loss <= this.least + (SOUND - 1) * Math.max(1, Math.abs(this.least))) this.good = { step, weights };
    this.descent.step(rateAt(recipe, step, this.total) * factor);
    this.step++;
    this.since = { count: this.since.count + 1, loss: this.since.loss + loss };
    if (this.since.count === EVERY || this.step % this.batches.steps === 0) {
      this.points.push(['train', this.step, this.since.loss / this.since.count]);
      this.since = { count: 0, loss: 0 };
      if (performance.now() >= this.due) this.report();
    }
    return undefined;
  }

  /** Shows the current network. */
  private show(): void {
    const { network, followed, controls, step } = this;
    const began = performance.now();
    network.prepare();
    const { sums, mean, logvar } = network.evaluate(valuesOf(this.items, followed), this.noise);
    this.heldOut = lossOf([sums], controls.values.beta);
    this.points.push(['held_out', step, this.heldOut, Array.from(sums.kl, (nats) => nats / sums.count)]);
    const weights = graphsOf(network).decoder.initializers.flatMap(({ name, data }): [string, Vector][] =>
      data instanceof Float32Array ? [[name, data]] : [],
    );
    this.watcher.shown({
      weights: new Map(weights),
      mean,
      logvar,
    });
    const ended = performance.now();
    this.next = ended + Math.max(INTERVAL, (ended - began) / SHARE);
    this.report();
  }

  /** Has the model as it is kept. */
  private keep(): void {
    const began = performance.now();
    this.watcher.kept?.(folderOf(this.network, this.made, this.progress));
    const ended = performance.now();
    this.safe = ended + Math.max(SAFE, (ended - began) / COST);
  }

  private report(now: Update['now'] = this.controls.paused ? 'paused' : 'training', message?: string): void {
    const { points, step, total, recipe, controls, batches } = this;
    const { beta, rate: factor } = controls.values;
    const rate = rateAt(recipe, Math.min(step, total - 1), total) * factor;
    const { onGpu } = this.gradients;
    const state = { now, step, steps: batches.steps, epochs: recipe.epochs, beta, factor, rate, onGpu };
    this.watcher.updated({ points, ...state, ...(message === undefined ? {} : { message }) });
    this.points = [];
    this.due = performance.now() + PACE;
  }

  /** Which setting is the likely cause. */
  private excuse(beta: number, factor: number): string {
    const cause =
      factor > 1
        ? `The learning rate was raised ${factor} times: start again with a lower one.`
        : beta > 20
          ? `Beta is ${beta}: start again with a lower one.`
          : 'The learning rate is the likely cause: start again, and lower it in the first steps.';
    const [now, kept] = [this.step + 1, this.good.step];
    return `The loss is not finite any more at step ${now}; the model is that of step ${kept}. ${cause}`;
  }
}

/** The mean loss of parts of a batch. */
function lossOf(parts: readonly Sums[], beta: number): number {
  const [count, sum] = parts.reduce(
    ([items, total], { count: n, reconstruction, kl }) => [
      items + n,
      total + reconstruction + beta * kl.reduce((all, nats) => all + nats, 0),
    ],
    [0, 0],
  );
  return sum / count;
}

/** The mean of each channel of pictures, in [-1, 1]. Curves are centred already. */
function centreOf(items: Items, rows: Int32Array): number[] {
  if (isCurve(items.shape)) return Array.from({ length: items.shape[2] }, () => 0);
  const pixels = valuesOf(items, rows);
  const channels = items.shape[2];
  const sums = new Float64Array(channels);
  for (let i = 0; i < pixels.length; i++) sums[i % channels]! += pixels[i]!;
  return Array.from(sums, (sum) => (sum * channels * 2) / (255 * pixels.length) - 1);
}
