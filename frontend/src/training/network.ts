import type { Vector } from '../math/vector';
import { layersOf, type Architecture, type Layers } from './architecture';
import type { Values } from './items';
import { sizeOf, type Layer } from './layers/layer';
import type { Machine } from './machine';
import { Parameters } from './parameters';
import type { Address } from './workspace';

/** How the difference between an item and its reconstruction counts; vae/loss.py defines them. */
export type Likelihood = 'squared' | 'bernoulli' | 'gaussian';

/** The sums of the two terms of the loss over some items, in nats. */
export interface Sums {
  count: number;
  reconstruction: number;
  /** (d,): KL(q(z | x) || N(0, I)) by dimension. */
  kl: Float64Array;
}

/** The posteriors of n items, and how far they are from what is decoded. */
export interface Evaluation {
  sums: Sums;
  /** (n, d) each. */
  mean: Vector;
  logvar: Vector;
  /** (n,): the squared error, summed over an item, of curves in their own unit. */
  error: Vector;
}

/** Items that go through the network at once: what they need in between stays in the processor's cache. */
const ROWS = 16;
/** Of curves whose variance is learned: a whole batch, whose error it is. */
const MANY_ROWS = 128;
/** The least variance, as in vae/loss.py. */
const LEAST_VARIANCE = 1e-6;
/** Log-variances are clamped to this before sampling. */
export const LOGVAR_BOUND = 20;

/**
 * A variational autoencoder with the gradient of its loss. Items are (n, rows, columns, channels); bytes count as
 * numbers in [-1, 1], and curves are scaled. The decoder's last step is the hyperbolic tangent or, of curves that are
 * not in [0, 1], none.
 *
 * Kingma and Welling, "Auto-Encoding Variational Bayes", 2014.
 */
export class Network {
  readonly parameters = new Parameters();
  readonly layers: Layers;
  private readonly size: number;
  /** Items that go through at once. */
  private readonly rows: number;
  private readonly input: Address;
  /** The gradient of the preimages. */
  private readonly slope: Address;
  private readonly z: Address;
  private readonly headsSlope: Address;
  /** Means and log-variances of the last pass. */
  private heads: Address = 0;

  constructor(
    readonly machine: Machine,
    readonly architecture: Architecture,
    readonly likelihood: Likelihood = 'squared',
  ) {
    const { item, latentDim } = architecture;
    this.size = sizeOf(item);
    const rows = (this.rows = likelihood === 'gaussian' ? MANY_ROWS : ROWS);
    this.layers = layersOf(architecture, this.parameters);
    this.parameters.place(machine);
    this.input = machine.reserve(rows * this.size);
    this.slope = machine.reserve(rows * this.size);
    this.z = machine.reserve(rows * latentDim);
    this.headsSlope = machine.reserve(rows * 2 * latentDim);
    for (const layer of this.all) layer.place(machine, rows);
    machine.settle();
  }

  /** Must be called after the weights have changed. */
  prepare(): void {
    for (const layer of this.all) layer.prepare?.();
  }

  /**
   * Sets the gradient to the part that these items have in that of a batch's mean loss, reconstruction + beta KL.
   * Returns the sums of both terms.
   *
   * @param values (n, size): bytes, of which 0 and 255 stand for -1 and 1, or curves.
   * @param noise (n, d), draws of N(0, I).
   * @param total the items of the whole batch, of which these may be a part.
   */
  learn(values: Values, noise: Vector, beta: number, total = noise.length / this.architecture.latentDim): Sums {
    this.parameters.gradient.fill(0);
    this.prepare();
    const sums = this.passes(values, noise, total, (n, part) => this.backward(n, part, beta, total));
    for (const layer of this.layers.decoder) layer.finish?.();
    return sums;
  }

  /** Encodes items and reconstructs them, without a gradient. `prepare` must have been called. */
  evaluate(values: Values, noise: Vector): Evaluation {
    const { machine, size } = this;
    const { latentDim: d } = this.architecture;
    const n = noise.length / d;
    const [mean, logvar, error] = [new Float32Array(n * d), new Float32Array(n * d), new Float32Array(n)];
    let row = 0;
    const sums = this.passes(values, noise, 1, (count, _, preimages) => {
      const heads = machine.floats(this.heads, count * 2 * d);
      for (let i = 0; i < count; i++, row++) {
        mean.set(heads.subarray(2 * i * d, (2 * i + 1) * d), row * d);
        logvar.set(heads.subarray((2 * i + 1) * d, (2 * i + 2) * d), row * d);
        error[row] = this.errorOf(preimages + 4 * i * size, this.input + 4 * i * size);
      }
    });
    return { sums, mean, logvar, error };
  }

  /**
   * Decodes latent points (n, d) to items (n, size), pictures in [-1, 1] and curves in their own unit. `prepare` must
   * have been called.
   */
  decode(z: Vector): Vector {
    const { machine, size, rows } = this;
    const { latentDim: d } = this.architecture;
    const n = z.length / d;
    const items = new Float32Array(n * size);
    for (let start = 0; start < n; start += rows) {
      const count = Math.min(rows, n - start);
      machine.floats(this.z, count * d).set(z.subarray(start * d, (start + count) * d));
      const preimage = this.preimages(count);
      if (this.bounded) machine.kernels.tanh(preimage, count * size);
      items.set(machine.floats(preimage, count * size), start * size);
    }
    const { scaling } = this.architecture;
    if (!scaling) return items;
    const { offset, scale } = scaling;
    return items.map((value, i) => value * scale[i % scale.length]! + offset[i % offset.length]!);
  }

  /** Whether the last step is the hyperbolic tangent. */
  private get bounded(): boolean {
    return this.architecture.scaling?.bounded ?? true;
  }

  private get all(): Layer[] {
    return [...this.layers.encoder, this.layers.heads, ...this.layers.decoder];
  }

  /** Runs the network on all items, some at a time, adds up their losses, and calls back after each part. */
  private passes(
    values: Values,
    noise: Vector,
    total: number,
    after: (n: number, noise: Vector, preimages: Address) => void,
  ): Sums {
    const { machine, rows } = this;
    const { latentDim: d } = this.architecture;
    const n = noise.length / d;
    const sums: Sums = { count: n, reconstruction: 0, kl: new Float64Array(d) };
    for (let start = 0; start < n; start += rows) {
      const count = Math.min(rows, n - start);
      const part = noise.subarray(start * d, (start + count) * d);
      const heads = this.posteriors(values, start, count);
      const z = machine.floats(this.z, count * d);
      for (let row = 0; row < count; row++)
        for (let i = 0; i < d; i++) {
          const [mean, logvar] = [heads[2 * row * d + i]!, heads[(2 * row + 1) * d + i]!];
          z[row * d + i] = mean + deviation(logvar) * part[row * d + i]!;
          sums.kl[i]! += 0.5 * (mean * mean + Math.exp(logvar) - 1 - logvar);
        }
      const preimages = this.preimages(count);
      sums.reconstruction += this.difference(preimages, count, total);
      after(count, part, preimages);
    }
    return sums;
  }

  /** Encodes some items; returns the means and log-variances, (n, 2 d). */
  private posteriors(values: Values, start: number, count: number): Vector {
    const { machine, size, input, layers } = this;
    const { scaling } = this.architecture;
    const own = values.subarray(start * size, (start + count) * size);
    if (scaling) {
      const { offset, scale } = scaling;
      const scaled = machine.floats(input, count * size);
      for (let i = 0; i < own.length; i++)
        scaled[i] = (own[i]! - offset[i % offset.length]!) / scale[i % scale.length]!;
    } else {
      machine.bytes(this.slope, count * size).set(own);
      machine.kernels.values(this.slope, input, count * size);
    }
    this.heads = layers.heads.forward(
      layers.encoder.reduce((x, layer) => layer.forward(x, count), input),
      count,
    );
    return machine.floats(this.heads, count * 2 * this.architecture.latentDim);
  }

  /** Decodes the points in memory, except for the hyperbolic tangent. */
  private preimages(count: number): Address {
    return this.layers.decoder.reduce((x, layer) => layer.forward(x, count), this.z);
  }

  /** The reconstruction term of the items of a pass, summed. Its gradient by the preimages is then in memory. */
  private difference(preimages: Address, count: number, total: number): number {
    const { machine, input, slope, likelihood } = this;
    const { kernels } = machine;
    const numbers = count * this.size;
    if (this.bounded)
      return kernels[likelihood === 'bernoulli' ? likelihood : 'squared'](preimages, input, slope, numbers, 1 / total);
    const squares = kernels.difference(preimages, input, slope, numbers);
    const variance = likelihood === 'gaussian' ? Math.max(squares / numbers, LEAST_VARIANCE) : 0.5;
    const slopes = machine.floats(slope, numbers);
    for (let i = 0; i < numbers; i++) slopes[i]! /= variance * total;
    if (likelihood !== 'gaussian') return squares;
    return squares / (2 * variance) + 0.5 * numbers * Math.log(2 * Math.PI * variance);
  }

  /** The squared error of one item of the last pass, in the item's own unit. */
  private errorOf(preimage: Address, wanted: Address): number {
    const { machine, size, slope } = this;
    const { scaling } = this.architecture;
    if (!scaling) return machine.kernels.squared(preimage, wanted, slope, size, 1);
    const { scale, bounded } = scaling;
    const [found, item] = [machine.floats(preimage, size), machine.floats(wanted, size)];
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const value = bounded ? Math.tanh(found[i]!) : found[i]!;
      sum += (scale[i % scale.length]! * (value - item[i]!)) ** 2;
    }
    return sum;
  }

  /** Adds the gradient for the items of the last pass, whose preimages' gradient is in memory. */
  private backward(n: number, noise: Vector, beta: number, total: number): void {
    const { machine, layers } = this;
    const { latentDim: d } = this.architecture;
    const dz = machine.floats(
      layers.decoder.reduceRight((dy, layer) => layer.backward(dy, n, true), this.slope),
      n * d,
    );
    const heads = machine.floats(this.heads, n * 2 * d);
    const slopes = machine.floats(this.headsSlope, n * 2 * d);
    for (let row = 0; row < n; row++)
      for (let i = 0; i < d; i++) {
        const [at, there] = [2 * row * d + i, (2 * row + 1) * d + i];
        const [mean, logvar, slope] = [heads[at]!, heads[there]!, dz[row * d + i]!];
        slopes[at] = slope + (beta * mean) / total;
        // a log-variance beyond the bound does not move the point
        const moved = Math.abs(logvar) <= LOGVAR_BOUND ? slope * noise[row * d + i]! * 0.5 * deviation(logvar) : 0;
        slopes[there] = moved + (beta * 0.5 * (Math.exp(logvar) - 1)) / total;
      }
    const features = layers.heads.backward(this.headsSlope, n, true);
    layers.encoder.reduceRight((dy, layer, i) => layer.backward(dy, n, i > 0), features);
  }
}

function deviation(logvar: number): number {
  return Math.exp(0.5 * Math.max(-LOGVAR_BOUND, Math.min(LOGVAR_BOUND, logvar)));
}
