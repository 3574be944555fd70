/** The results of some samples, one after the other. */
export type Values = Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

export interface Rows<T extends Values> {
  values: T;
  /** The milliseconds of computing that they took, if that is known: an answer may wait for a busy page. */
  milliseconds?: number;
  /** Must be called once the values are no longer needed. */
  release(): void;
}

/** Runs a network: in a worker, on the server, or in a notebook's kernel. */
export interface Runner<T extends Values> {
  /**
   * Runs n samples. Of several calls, one in a lower lane goes first. With `exact`, values are not rounded to bytes.
   */
  run(lane: number, samples: Float32Array, n: number, exact?: boolean): Promise<Rows<T>>;
  /** The batch size that the network requires; 1 if it takes any. */
  readonly unit: number;
  /** Whether a call in a lower lane interrupts a running one. */
  readonly interruptible: boolean;
  /** Whether it has stopped for good. */
  readonly ended: boolean;
  close(): void;
}

/** Results of single samples in one array. */
export function joined<T extends Values>(rows: readonly T[]): Rows<T> {
  const size = rows[0]!.length;
  const values = new (rows[0]!.constructor as new (length: number) => T)(rows.length * size);
  rows.forEach((row, i) => values.set(row, i * size));
  return { values, release: () => undefined };
}
