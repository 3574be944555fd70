import type { EngineError } from './errors';
import type { Port } from './onnx';
import type { Pixels, Result, Values } from './model';

/** What a page asks of the worker. The first message of all is the ONNX file. */
export interface Job {
  id: number;
  /** Within a lane the latest request wins; of several lanes the lowest goes first. */
  lane: number;
  inputs: Values<Float32Array>;
  batch: number;
  pixels?: Pixels | undefined;
  /** Memory to put the result in. */
  recycled?: ArrayBuffer | undefined;
}

export interface Failure {
  name: EngineError['name'];
  /** The plain engine's is '': of a file that goes back the full one says more, and network.ts of all else. */
  message: string;
}

/** What the worker answers. A `null` result was superseded before it began. Id 0 answers the file, and hands it back if it cannot be run. */
export type Answer =
  | { id: number; failure: Failure; file?: ArrayBuffer | undefined }
  | { id: 0; inputs: Port[]; outputs: Port[] }
  | { id: number; results: Values<Result> | null };
