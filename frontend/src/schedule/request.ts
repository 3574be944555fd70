import { joined, type Rows, type Values } from './runner';

/** Receives the results of some samples of a request, given by their indices. */
export type Show<T extends Values> = (values: T, indices: readonly number[]) => void;

export interface Wanted<T extends Values> {
  lane: number;
  /** (n, d): the most important first. */
  samples: Float32Array;
  n: number;
  /** Whether values are wanted where a runner usually rounds them to bytes. */
  exact?: boolean | undefined;
  /** Receives results as they arrive; without it they are collected. */
  show?: Show<T> | undefined;
  /** How many results have to be there before a newer request may end this one; n by default. */
  least?: number | undefined;
}

/** A request of one lane, which is answered piece by piece. */
export class Request<T extends Values> {
  /** Indices of the samples that no runner has been given yet, in order. */
  todo: number[];
  /** Whether it is answered, superseded or failed. */
  over = false;
  /** Pieces that were lost with their runner. */
  losses = 0;
  readonly answer: Promise<Rows<T> | null>;
  private settle!: { resolve: (rows: Rows<T> | null) => void; reject: (error: Error) => void };
  private readonly parts: { rows: Rows<T>; indices: readonly number[] }[] = [];
  private arrived = 0;

  constructor(readonly wanted: Wanted<T>) {
    this.todo = Array.from({ length: wanted.n }, (_, i) => i);
    this.answer = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
  }

  get done(): number {
    return this.arrived;
  }

  /** Whether a newer request may end this one. */
  get replaceable(): boolean {
    const { n, least = n } = this.wanted;
    return this.over || this.arrived >= least;
  }

  sample(index: number): Float32Array {
    const { samples, n } = this.wanted;
    const d = samples.length / n;
    return samples.subarray(index * d, (index + 1) * d);
  }

  /** Some samples in a row. */
  gathered(indices: readonly number[]): Float32Array {
    const { samples, n } = this.wanted;
    if (indices.length === n) return samples;
    const d = samples.length / n;
    const some = new Float32Array(indices.length * d);
    indices.forEach((index, i) => some.set(this.sample(index), i * d));
    return some;
  }

  /** Takes the results of some samples. */
  deliver(rows: Rows<T>, indices: readonly number[]): void {
    const { show, n } = this.wanted;
    this.arrived += indices.length;
    if (show) {
      show(rows.values, indices);
      rows.release();
    } else this.parts.push({ rows, indices });
    if (this.arrived === n) this.finish(show ? null : this.collected());
  }

  /** Ends it without an answer. */
  supersede(): void {
    this.parts.forEach(({ rows }) => rows.release());
    this.finish(null);
  }

  fail(error: Error): void {
    this.over = true;
    this.settle.reject(error);
  }

  private finish(rows: Rows<T> | null): void {
    this.over = true;
    this.settle.resolve(rows);
  }

  /** The results of all pieces, in the order of the samples. */
  private collected(): Rows<T> {
    const [first, ...others] = this.parts;
    if (!others.length) return first!.rows;
    const all: T[] = [];
    for (const { rows, indices } of this.parts) {
      const size = rows.values.length / indices.length;
      indices.forEach((index, i) => (all[index] = rows.values.subarray(i * size, (i + 1) * size) as T));
    }
    const rows = joined(all);
    this.parts.forEach((part) => part.rows.release());
    return rows;
  }
}
