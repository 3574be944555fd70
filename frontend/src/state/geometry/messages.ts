import type { Posteriors } from '../../math/posterior';
import type { Vector } from '../../math/vector';
import type { Results, Task } from './tracer';

/** To the worker: the encoded data, a task, or what it wanted decoded. */
export type ToTracer =
  | { is: 'ground'; d: number; data: Posteriors | null }
  | { is: 'task'; id: number; task: Task }
  | { is: 'samples'; id: number; samples: Vector }
  | Fault;

/** From the worker: rows to be decoded, or the result of a task. */
export type FromTracer =
  | { is: 'rows'; id: number; rows: Vector; n: number }
  | { is: 'found'; id: number; found: Results[Task['kind']] }
  | Fault;

/** Decoding, or the task, has failed. */
interface Fault {
  is: 'fault';
  id: number;
  message: string;
}
