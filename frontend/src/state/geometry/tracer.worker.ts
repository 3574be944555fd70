import type { FromTracer, ToTracer } from './messages';
import { Tracer } from './tracer';

let tracer: Tracer;
/** What waits for decoded samples, by the id of its task: a task waits for one batch at a time. */
const waiting = new Map<
  number,
  { resolve: (samples: Float32Array<ArrayBuffer>) => void; reject: (e: Error) => void }
>();
const reply = (message: FromTracer): void => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToTracer>) => {
  if (data.is === 'ground') tracer = new Tracer(data.d, data.data);
  else if (data.is === 'task') {
    const { id, task } = data;
    const decode = (rows: Float32Array<ArrayBuffer>, n: number): Promise<Float32Array<ArrayBuffer>> =>
      new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        reply({ is: 'rows', id, rows, n });
      });
    tracer.run(task, decode).then(
      (found) => reply({ is: 'found', id, found }),
      ({ message }: Error) => reply({ is: 'fault', id, message }),
    );
  } else {
    const settle = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.is === 'samples') settle?.resolve(data.samples);
    else settle?.reject(new Error(data.message));
  }
};
