import type { Reader } from '../sources/folder';
import type { Shown } from '../sources/snapshots';
import type { Command, Connection, Listener, Point, Update } from '../sources/training';
import { writeZip } from '../sources/zipWriter';
import type { Earlier } from './earlier';
import type { Items } from './items';
import { isCurve, type Shape } from './layers/layer';
import type { News, Order } from './messages';
import type { Files } from './modelFolder';
import type { Settings } from './settings';

/** The most workers of a run: of a batch of 128, more would each have too little. */
const MOST_WORKERS = 8;

/** Milliseconds between two messages that the user moves something. */
const PACE = 100;

/** How many workers share a run on items of a shape: one processor is left to the page. */
export function workersFor(item: Shape, cores = globalThis.navigator?.hardwareConcurrency ?? 1): number {
  // the variance of curves is that of the errors of a whole batch
  return isCurve(item) ? 1 : Math.max(1, Math.min(MOST_WORKERS, cores - 1));
}

/** A promise that is kept from outside. */
class Deferred<T> {
  resolve!: (value: T) => void;
  reject!: (error: Error) => void;
  readonly promise = new Promise<T>((resolve, reject) => Object.assign(this, { resolve, reject }));
}

/** A run in workers of this page. It goes on while no one watches it. */
export class Run {
  /** Reads the model folder of the network before its first step. */
  readonly begun: Promise<Reader>;
  /** The trained model, as a zipped model folder, and what went wrong, if the run had to stop. */
  readonly made: Promise<{ file: File; message?: string | undefined }>;
  /** Called with the model as it is, as a zipped model folder, every ten seconds or less often. */
  onkept: ((file: File) => void) | undefined;
  private readonly workers: Worker[] = [];
  private readonly points: Point[] = [];
  private last: Update | undefined;
  private shown: Shown | undefined;
  private listener: Listener | undefined;
  /** When the run was last asked to rest. */
  private rested = -Infinity;

  constructor(
    readonly items: Items,
    readonly settings: Settings,
    makeWorker: () => Worker,
    /** The network from which it goes on; null begins with random weights. */
    from: Earlier | null = null,
    workers = workersFor(items.shape),
  ) {
    const { kind, latentDim, likelihood } = settings;
    const channels = Array.from({ length: workers - 1 }, () => new MessageChannel());
    const lead = this.worker(makeWorker);
    for (const { port2 } of channels) {
      const architecture = { kind, item: items.shape, latentDim };
      this.order(this.worker(makeWorker), { help: { architecture, likelihood, port: port2 } }, [port2]);
    }
    const ports = channels.map(({ port1 }) => port1);
    const [begun, made] = [new Deferred<Files>(), new Deferred<Files>()];
    const failed = (message: string): void => {
      begun.reject(new Error(message));
      made.reject(new Error(message));
      this.close();
    };
    for (const worker of this.workers) {
      worker.onmessage = ({ data }: MessageEvent<News>) => {
        if ('begun' in data) begun.resolve(data.begun);
        else if ('made' in data) made.resolve(data.made);
        else if ('failed' in data) failed(data.failed);
        else this.receive(data);
      };
      worker.onerror = ({ message }) => failed(message || 'The training stopped: the browser has not enough memory.');
    }
    this.begun = begun.promise.then((files) => async (name) => {
      const file = files[name];
      if (!file) throw new Error(`${items.name} lacks ${name}.`);
      return file.slice().buffer;
    });
    this.made = made.promise.then((files) => {
      this.close();
      return { file: this.fileOf(files), message: this.last?.message };
    });
    this.made.catch(() => undefined);
    // the values move to the worker: they may fill much of the memory
    this.order(lead, { lead: { items, settings, from, ports } }, [...ports, items.values.buffer]);
  }

  /** Watches the run, from its beginning. */
  connect(listener: Listener): Connection {
    this.listener = listener;
    // after the caller has the connection
    queueMicrotask(() => {
      if (this.listener !== listener) return;
      listener.opened();
      if (this.last) listener.updated({ ...this.last, points: [...this.points] });
      if (this.shown) listener.snapshot(this.shown);
    });
    return {
      send: (command) => this.send(command),
      close: () => {
        if (this.listener === listener) this.listener = undefined;
      },
    };
  }

  send(command: Command): void {
    this.order(this.workers[0], { command });
  }

  /** Has the run wait a moment, because the user moves something. */
  rest(): void {
    const now = performance.now();
    if (now < this.rested + PACE) return;
    this.rested = now;
    this.order(this.workers[0], { hand: true });
  }

  /** Ends the workers, whatever they are doing. */
  close(): void {
    for (const worker of this.workers.splice(0)) worker.terminate();
  }

  private receive(news: News): void {
    const { listener } = this;
    if ('update' in news) {
      this.last = news.update;
      this.points.push(...news.update.points);
      listener?.updated(news.update);
    } else if ('shown' in news) {
      this.shown = news.shown;
      listener?.snapshot(news.shown);
    } else if ('kept' in news) this.onkept?.(this.fileOf(news.kept));
    else if ('rejected' in news) listener?.rejected(news.rejected);
  }

  private fileOf(files: Files): File {
    return new File([writeZip(files)], `${this.items.name}.zip`, { type: 'application/zip' });
  }

  private worker(make: () => Worker): Worker {
    const worker = make();
    this.workers.push(worker);
    return worker;
  }

  private order(worker: Worker | undefined, order: Order, transfer: Transferable[] = []): void {
    worker?.postMessage(order, transfer);
  }
}
