import type { Rows, Runner } from '../../src/schedule/runner';

type Bytes = Uint8Array<ArrayBuffer>;

/** What a runner was asked to do, which ends when the test says so. */
export interface Call {
  lane: number;
  /** The first coordinate of each sample. */
  samples: number[];
  finish: () => void;
  fail: (error: Error) => void;
}

/** A runner whose result for a sample is the sample's first coordinate, as one byte. */
export class Controlled implements Runner<Bytes> {
  readonly unit: number = 1;
  ended = false;
  closed = false;
  released = 0;
  readonly calls: Call[] = [];

  constructor(readonly interruptible = false) {}

  run(lane: number, samples: Float32Array, n: number): Promise<Rows<Bytes>> {
    const d = samples.length / n;
    const firsts = Array.from({ length: n }, (_, i) => samples[i * d]!);
    if (this.ended) return Promise.reject(new Error('It has stopped.'));
    return new Promise((resolve, reject) => {
      const call: Call = {
        lane,
        samples: firsts,
        finish: () => {
          this.calls.splice(this.calls.indexOf(call), 1);
          resolve({ values: Uint8Array.from(firsts), release: () => this.released++ });
        },
        fail: (error) => {
          this.calls.splice(this.calls.indexOf(call), 1);
          reject(error);
        },
      };
      this.calls.push(call);
    });
  }

  /** Stops, as a worker that crashes. */
  stop(): void {
    this.ended = true;
    for (const { fail } of [...this.calls]) fail(new Error('It has stopped.'));
  }

  close(): void {
    this.closed = this.ended = true;
    for (const { fail } of [...this.calls]) fail(new Error('It was closed.'));
  }
}

export const samples = (...values: number[]): Float32Array<ArrayBuffer> => Float32Array.from(values);
