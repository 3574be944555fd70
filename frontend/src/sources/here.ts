import type { Network } from '../engine/network';
import type { Vector } from '../math/vector';
import type { Rows, Runner, Values } from '../schedule/runner';

/** Runs a network in this browser. */
export abstract class Here<T extends Values> implements Runner<T> {
  constructor(readonly network: Network) {}

  get unit(): number {
    return Math.max(1, this.network.inputs[0]!.shape[0]!);
  }

  get interruptible(): boolean {
    return this.network.interruptible;
  }

  get ended(): boolean {
    return this.network.ended;
  }

  abstract run(lane: number, samples: Vector, n: number): Promise<Rows<T>>;

  close(): void {
    this.network.close();
  }
}
