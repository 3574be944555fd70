import type { Load } from './engine';
import type { EngineError } from './errors';
import type { Answer, Job } from './messages';
import type { Model, Run } from './model';

/** How long to compute, in milliseconds, before seeing whether something more urgent has come. */
const SLICE = 2;

let model: Promise<Model>;
/** By lane: what waits, and what has begun. */
const waiting: Job[] = [];
const begun: { job: Job; run: Run }[] = [];
/** Posting to oneself lets messages that have come meanwhile go first. */
const turn = new MessageChannel();

/** Makes this worker answer a page with the given engine. */
export function serve(load: Load): void {
  onmessage = ({ data }: MessageEvent<ArrayBuffer | Job>) => {
    if (data instanceof ArrayBuffer) {
      model = load(data);
      // a file that cannot be run goes back, for another engine to try
      model.then(({ inputs, outputs }) => answer({ id: 0, inputs, outputs }), (error: EngineError) => fail(0, error, data));
      return;
    }
    const { lane } = data;
    const late = waiting[lane];
    if (late) answer({ id: late.id, results: null });
    waiting[lane] = data;
    turn.port2.postMessage(0);
  };
}

function answer(message: Answer, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

function fail(id: number, { name, message }: EngineError, file?: ArrayBuffer): void {
  answer({ id, failure: { name, message }, file }, file && [file]);
}

turn.port1.onmessage = async () => {
  const ready = await model;
  const lane = [...waiting.keys(), ...begun.keys()].sort((a, b) => a - b).find((one) => begun[one] ?? waiting[one]);
  if (lane === undefined) return;
  const job = begun[lane]?.job ?? waiting[lane]!;
  try {
    begun[lane] ??= { job, run: start(ready, lane) };
    const { run } = begun[lane];
    const until = performance.now() + SLICE;
    let more = true;
    while ((more = run.advance()) && performance.now() < until);
    if (!more) {
      delete begun[lane];
      answer({ id: job.id, results: run.results }, Object.values(run.results).map(({ buffer }) => buffer));
    }
  } catch (error) {
    delete begun[lane];
    fail(job.id, error as EngineError);
  }
  turn.port2.postMessage(0);
};

function start(ready: Model, lane: number): Run {
  const { inputs, batch, pixels, recycled } = waiting[lane]!;
  delete waiting[lane];
  return ready.begin(inputs, batch, pixels, recycled);
}
