import type { Load } from './engine';
import type { EngineError } from './errors';
import type { Answer, Job } from './messages';
import type { Model, Run } from './model';

/** Milliseconds of computing before the worker checks for more urgent requests. */
const SLICE = 2;

let model: Promise<Model>;
/** The request that runs, by its id, and the one that waits. */
interface Lane {
  id: number;
  run?: Run | undefined;
  waiting?: Job | undefined;
}
const lanes: Lane[] = [];
/** Posting to itself lets the worker receive other messages in between. */
const turn = new MessageChannel();

/** Makes this worker answer requests with the given engine. */
export function serve(load: Load): void {
  onmessage = ({ data }: MessageEvent<ArrayBuffer | Job>) => {
    if (data instanceof ArrayBuffer) {
      model = load(data);
      // a file that cannot be run is returned, for another engine to try
      model.then(
        ({ inputs, outputs }) => answer({ id: 0, inputs, outputs }),
        (error: EngineError) => report(0, error, data),
      );
      return;
    }
    const lane = (lanes[data.lane] ??= { id: 0 });
    if (lane.waiting) answer({ id: lane.waiting.id, results: null });
    lane.waiting = data;
    turn.port2.postMessage(0);
  };
}

function answer(message: Answer, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

function report(id: number, { name, message }: EngineError, file?: ArrayBuffer): void {
  answer({ id, failure: { name, message }, file }, file && [file]);
}

turn.port1.onmessage = async () => {
  const ready = await model;
  const lane = lanes.find((one) => one?.run || one?.waiting);
  if (!lane) return;
  try {
    if (!lane.run) {
      const { id, inputs, batch, pixels, recycled, seed } = lane.waiting!;
      lane.id = id;
      lane.waiting = undefined;
      lane.run = ready.begin(inputs, batch, pixels, recycled, seed);
    }
    const { advance, results } = lane.run;
    const until = performance.now() + SLICE;
    let more = true;
    while ((more = advance()) && performance.now() < until);
    if (!more) {
      lane.run = undefined;
      answer(
        { id: lane.id, results },
        Object.values(results).map(({ buffer }) => buffer),
      );
    }
  } catch (error) {
    lane.run = undefined;
    report(lane.id, error as EngineError);
  }
  turn.port2.postMessage(0);
};
