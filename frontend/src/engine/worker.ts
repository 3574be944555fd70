import type { Load } from './engine';
import type { EngineError } from './errors';
import type { Answer, Job } from './messages';
import type { Model, Run } from './model';
import { Queue } from './queue';

/** Milliseconds of computing before the worker checks for more urgent requests. */
const SLICE = 2;

let model: Promise<Model>;
/** A request, its run once that has begun, and the milliseconds spent on it. */
type Task = Job & { run?: Run; spent?: number };

const queue = new Queue<Task>();
/** Posting to itself lets the worker receive other messages in between. */
const turn = new MessageChannel();
/** Whether a turn is coming. One is enough: several would keep other messages waiting. */
let coming = false;

/** Makes this worker answer requests with the given engine. */
export function serve(load: Load): void {
  onmessage = ({ data }: MessageEvent<ArrayBuffer | Job>) => {
    if (data instanceof ArrayBuffer) {
      model = load(data);
      // a file that cannot be run is returned, for another engine to try
      model.then(
        ({ inputs, outputs, work }) => answer({ id: 0, inputs, outputs, work }),
        (error: EngineError) => report(0, error, data),
      );
      return;
    }
    queue.put(data);
    next();
  };
}

function next(): void {
  if (!coming) turn.port2.postMessage(0);
  coming = true;
}

function answer(message: Answer, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

function report(id: number, { name, message }: EngineError, file?: ArrayBuffer): void {
  answer({ id, failure: { name, message }, file }, file && [file]);
}

turn.port1.onmessage = async () => {
  coming = false;
  const job = queue.first();
  if (!job) return;
  const { id, inputs, batch, pixels, recycled, seed } = job;
  coming = true;
  try {
    const { advance, results } = (job.run ??= (await model).begin(inputs, batch, pixels, recycled, seed));
    const start = performance.now();
    let now = start;
    let more = true;
    while ((more = advance()) && (now = performance.now()) < start + SLICE);
    if (!more) now = performance.now();
    const milliseconds = (job.spent = (job.spent ?? 0) + now - start);
    if (!more) {
      queue.drop(job);
      answer(
        { id, results, milliseconds },
        Object.values(results).map(({ buffer }) => buffer),
      );
    }
  } catch (error) {
    queue.drop(job);
    report(id, error as EngineError);
  }
  coming = false;
  next();
};
