import { EngineError } from '../engine/errors';
import type { Vector } from '../math/vector';
import type { Batches, Part } from './batches';
import type { Network, Sums } from './network';

/** Another worker, or a GPU: it computes the gradient for a part of a batch, or for a whole one. */
export interface Partner {
  learn(part: Part, beta: number, weights: Vector): Promise<{ sums: Sums; gradient: Vector }>;
  /** Frees its memory. */
  close?(): void;
}

/** Steps by which processors and the GPU are timed, of which the first does not count. */
const TRIED = 6;
/** The GPU is taken if it needs less than this share of the processors' time, and tried no longer if it needs more. */
const [FASTER, SLOWER] = [0.8, 4];

/**
 * The gradients of a run's batches, which workers compute together or, where it is faster, a GPU. Both are timed with
 * the first steps of the run.
 */
export class Gradients {
  /** Whether the GPU computes them. */
  onGpu = false;
  private gpu: Partner | undefined;
  /** The milliseconds of the steps that were tried. */
  private readonly times: { processors: number[]; gpu: number[] } = { processors: [], gpu: [] };

  constructor(
    private readonly network: Network,
    private readonly batches: Batches,
    private readonly partners: readonly Partner[],
    /** Rejects, now or later, where there is no GPU. */
    gpu: Promise<Partner> | null,
    private readonly now = (): number => performance.now(),
  ) {
    gpu?.then(
      (found) => (this.gpu = found),
      (error: unknown) => this.leave(error),
    );
  }

  /** Sets the network's gradient to that of a step's batch. Returns the sums of the loss of its parts. */
  async learn(step: number, beta: number): Promise<Sums[]> {
    // after the trial there is a GPU only if it was faster
    if (this.gpu && this.times.processors.length === TRIED)
      try {
        return await this.timed('gpu', () => this.byGpu(step, beta));
      } catch (error) {
        this.leave(error); // it was lost, or its memory is full
      }
    return await this.timed('processors', () => this.byProcessors(step, beta));
  }

  private async byGpu(step: number, beta: number): Promise<Sums[]> {
    const { parameters } = this.network;
    const [whole] = this.batches.parts(step, 1);
    const weights = parameters.values.slice();
    const { sums, gradient } = await this.gpu!.learn(whole!, beta, weights);
    // shaders may pass over what is not finite
    if (![weights, gradient].every((all) => all.every(Number.isFinite)))
      throw new EngineError('UnsupportedBrowser', 'The GPU met numbers that are not finite.');
    parameters.gradient.set(gradient);
    return [sums];
  }

  private async byProcessors(step: number, beta: number): Promise<Sums[]> {
    const { network, partners } = this;
    const { parameters } = network;
    const [own, ...others] = this.batches.parts(step, partners.length + 1);
    const learning = partners.map((partner, i) => partner.learn(others[i]!, beta, parameters.values.slice()));
    const parts = [network.learn(own!.values, own!.noise, beta, own!.total)];
    // in the same order each time, as sums of floats depend on it
    for (const { sums, gradient } of await Promise.all(learning)) {
      const all = parameters.gradient;
      for (let i = 0; i < all.length; i++) all[i]! += gradient[i]!;
      parts.push(sums);
    }
    return parts;
  }

  /** Goes on without the GPU, for a reason that is to be expected, or else is for developers. */
  private leave(reason?: unknown): void {
    if (reason && !(reason instanceof EngineError)) console.warn(reason);
    this.gpu?.close?.();
    this.gpu = undefined;
    this.onGpu = false;
  }

  /** Computes a step and, while both are tried, notes its time. */
  private async timed(by: 'processors' | 'gpu', compute: () => Promise<Sums[]>): Promise<Sums[]> {
    const { times } = this;
    const began = this.now();
    const sums = await compute();
    if (times[by].length === TRIED) return sums;
    times[by].push(this.now() - began);
    if (by === 'gpu' && times.gpu.length > 1) {
      const share = middle(times.gpu) / middle(times.processors);
      this.onGpu = times.gpu.length === TRIED && share < FASTER;
      if (share > SLOWER || (times.gpu.length === TRIED && !this.onGpu)) this.leave();
    }
    return sums;
  }
}

/** The median of the times but the first. */
function middle(times: readonly number[]): number {
  return times.slice(1).sort((a, b) => a - b)[(times.length - 1) >> 1]!;
}
