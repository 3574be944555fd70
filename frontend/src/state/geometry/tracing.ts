import { itemsOf } from '../../math/geometry/through';
import type { Posteriors } from '../../math/posterior';
import { gathered } from '../../math/vector';
import type { Model } from '../../sources/source';
import type { FromTracer, ToTracer } from './messages';
import type { Results, Task } from './tracer';
import TracerWorker from './tracer.worker?worker&inline';

/** A task that is no longer wanted ends with this error. */
export class Unwanted extends Error {}

interface Running {
  lane: number;
  isWanted: () => boolean;
  resolve: (found: never) => void;
  reject: (error: Error) => void;
}

/** Computes the geometry of a model in a worker, for which the model decodes wherever it does. */
export class Tracing {
  private worker: Worker | undefined;
  /** What the worker has of the encoded data. */
  private data: Posteriors | null | undefined;
  private readonly running = new Map<number, Running>();
  private last = 0;

  constructor(private readonly model: Model) {}

  /**
   * Runs a task. `data` is the encoded data, null without any; samples are decoded in a lane. Rejects with
   * Unwanted as soon as `isWanted` denies it, and with a sentence if there is no result.
   */
  run<T extends Task>(
    task: T,
    data: Posteriors | null,
    lane: number,
    isWanted: () => boolean = () => true,
  ): Promise<Results[T['kind']]> {
    const worker = (this.worker ??= this.employ());
    if (data !== this.data)
      this.post(worker, { is: 'ground', d: this.model.folder.latentDim, data: data && some(data) });
    this.data = data;
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.running.set(id, { lane, isWanted, resolve, reject });
      this.post(worker, { is: 'task', id, task });
    });
  }

  close(): void {
    this.worker?.terminate();
    this.end(new Unwanted());
  }

  private employ(): Worker {
    const worker = new TracerWorker();
    worker.onmessage = ({ data }: MessageEvent<FromTracer>) => {
      const task = this.running.get(data.id);
      if (!task) return;
      if (data.is === 'rows') {
        void this.decode(worker, data, task);
        return;
      }
      this.running.delete(data.id);
      if (!task.isWanted()) task.reject(new Unwanted());
      else if (data.is === 'found') task.resolve(data.found as never);
      else task.reject(new Error(data.message));
    };
    worker.onerror = () => this.end(new Error('The worker for paths has stopped. There may be too little memory.'));
    return worker;
  }

  /** Decodes rows for a task. */
  private async decode(
    worker: Worker,
    { id, rows, n }: Extract<FromTracer, { is: 'rows' }>,
    { lane, isWanted, reject }: Running,
  ): Promise<void> {
    try {
      const samples = isWanted() ? await this.model.decode(lane, rows, n, true) : null;
      if (samples) this.post(worker, { is: 'samples', id, samples: new Float32Array(samples.numbers) });
      else {
        this.running.delete(id);
        reject(new Unwanted());
        this.post(worker, { is: 'fault', id, message: '' });
      }
      samples?.release();
    } catch (error) {
      this.post(worker, { is: 'fault', id, message: (error as Error).message });
    }
  }

  private post(worker: Worker, message: ToTracer): void {
    // samples are a copy already
    worker.postMessage(message, message.is === 'samples' ? [message.samples.buffer] : []);
  }

  private end(error: Error): void {
    this.worker = undefined;
    this.data = undefined;
    for (const { reject } of this.running.values()) reject(error);
    this.running.clear();
  }
}

/** The items of encoded data that are looked at. */
function some({ n, mean, logvar }: Posteriors): Posteriors {
  const d = mean.length / n;
  const items = itemsOf(n, d);
  return { n: items.length, mean: gathered(mean, items, d), logvar: gathered(logvar, items, d) };
}
