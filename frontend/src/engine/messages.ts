import type { EngineError } from './errors';
import type { Port } from './onnx';
import type { Pixels, Result, Values } from './model';

/** A request to the worker. The very first message is the ONNX file instead. */
export interface Job {
  id: number;
  /** In a lane the latest request supersedes earlier ones; of several lanes the lowest runs first. */
  lane: number;
  inputs: Values<Float32Array>;
  batch: number;
  pixels?: Pixels | undefined;
  /** Of the numbers that the model draws: the same for the same seed, a whole number below 2^24; 0 if missing. */
  seed?: number | undefined;
  /** Memory to reuse for the result. */
  recycled?: ArrayBuffer | undefined;
}

export interface Failure {
  name: EngineError['name'];
  /** '' from the plain engine: the full engine explains files that it rejects, and network.ts everything else. */
  message: string;
}

/**
 * A reply of the worker. `null` results: the request was superseded before it began. Id 0 answers the file, and returns
 * it if it cannot be run.
 */
export type Answer =
  | { id: number; failure: Failure; file?: ArrayBuffer | undefined }
  | { id: 0; inputs: Port[]; outputs: Port[] }
  | { id: number; results: Values<Result> | null };
