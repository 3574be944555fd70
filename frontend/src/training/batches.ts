import { normal } from '../math/prior';
import { seeded } from '../math/random';
import type { Vector } from '../math/vector';
import { shuffled, valuesOf, type Items, type Values } from './items';

/** A part of a batch: values (n, size), draws of N(0, I) (n, d), and the number of items of the whole batch. */
export interface Part {
  values: Values;
  noise: Vector;
  total: number;
}

/** The batches of a run: every item once an epoch, in an order that follows from the seed, as does the noise. */
export class Batches {
  /** Steps of an epoch. */
  readonly steps: number;
  private epoch = -1;
  private order = new Int32Array();

  constructor(
    private readonly items: Items,
    private readonly rows: Int32Array,
    private readonly size: number,
    private readonly latentDim: number,
    private readonly seed: number,
  ) {
    this.steps = Math.ceil(rows.length / size);
  }

  /** The parts of a step for some workers: each takes every `workers`-th item. */
  parts(step: number, workers: number): Part[] {
    const epoch = Math.floor(step / this.steps);
    if (epoch !== this.epoch) this.order = shuffled(this.rows.length, mixed(this.seed, epoch));
    this.epoch = epoch;
    const first = (step % this.steps) * this.size;
    const chosen = this.order.subarray(first, first + this.size).map((place) => this.rows[place]!);
    const random = seeded(mixed(this.seed, step, 1));
    const { latentDim: d } = this;
    const noise = Float32Array.from({ length: chosen.length * d }, () => normal(random));
    return Array.from({ length: workers }, (_, worker) => ({
      values: valuesOf(
        this.items,
        chosen.filter((_, i) => i % workers === worker),
      ),
      noise: noise.filter((_, i) => Math.floor(i / d) % workers === worker),
      total: chosen.length,
    }));
  }
}

/** One seed from several. */
function mixed(...seeds: number[]): number {
  return seeds.reduce((sum, seed) => Math.imul(sum ^ (seed + 0x9e3779b9), 0x85ebca6b) ^ (sum >>> 13), 1);
}
