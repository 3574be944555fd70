import type { EngineError } from './errors';
import type { Port } from './onnx';
import type { Pixels, Result, Values } from './model';

/** A request to the worker. The very first message is the ONNX file instead. */
export interface Job {
  id: number;
  /** Of several requests the one in the lowest lane runs first. */
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
 * A reply of the worker. Id 0 answers the file, and returns it if it cannot be run; a failure of id -1 says that the
 * worker has stopped for good.
 */
export type Answer =
  | { id: number; failure: Failure; file?: ArrayBuffer | undefined }
  | { id: 0; inputs: Port[]; outputs: Port[]; work?: number }
  | Answered;

/** The outputs by name, and the milliseconds of computing that they took. */
export interface Answered {
  id: number;
  results: Values<Result>;
  milliseconds: number;
}
