import { EngineError } from './errors';
import type { Answer, Job } from './messages';
import type { Result, Values } from './model';
import type { Port } from './onnx';
import PlainWorker from './plain.worker?worker&inline';

export type Request = Omit<Job, 'id' | 'recycled'>;

/** Buffers kept for reuse. */
const KEPT = 8;

type Settle = { resolve: (answer: Answer) => void; reject: (error: Error) => void };

/** A model in a worker of its own. */
export class Engine {
  inputs: Port[] = [];
  outputs: Port[] = [];
  private worker = this.employ(new PlainWorker());
  private readonly open = new Map<number, Settle>();
  private readonly spare: ArrayBuffer[] = [];
  private last = 0;
  private ended = '';

  /** Starts the worker while the file may still be on its way, and takes the file over: its buffer is empty afterwards. */
  static async open(file: ArrayBuffer | Promise<ArrayBuffer>): Promise<Engine> {
    const engine = new Engine();
    try {
      await engine.read(await file);
      return engine;
    } catch (error) {
      engine.close();
      throw error;
    }
  }

  private constructor() {}

  /** Has the plain engine read the file or, if that cannot, the full one, which is fetched only then. */
  private async read(file: ArrayBuffer): Promise<void> {
    let answer = await this.ask(0, file, [file]);
    if ('failure' in answer && answer.file) {
      this.worker.terminate();
      const { default: FullWorker } = await import('./full.worker?worker&inline').catch(() => {
        throw new EngineError('UnsupportedModel', 'The part of the engine that this model needs could not be loaded.');
      });
      this.worker = this.employ(new FullWorker());
      answer = await this.ask(0, answer.file, [answer.file]);
    }
    if ('failure' in answer) throw new EngineError(answer.failure.name, answer.failure.message);
    if ('inputs' in answer) Object.assign(this, { inputs: answer.inputs, outputs: answer.outputs });
  }

  private employ(worker: Worker): Worker {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const settle = this.open.get(data.id);
      this.open.delete(data.id);
      if ('failure' in data && data.id) settle?.reject(new EngineError(data.failure.name, data.failure.message));
      else settle?.resolve(data);
    };
    worker.onerror = ({ message }) => this.abandon(`The worker that decodes has stopped: ${message}`);
    return worker;
  }

  /** The outputs by name, or null if a later request in the same lane came before this one began. */
  async run(request: Request): Promise<Values<Result> | null> {
    const recycled = this.spare.pop();
    const answer = await this.ask(++this.last, { ...request, id: this.last, recycled }, recycled ? [recycled] : []);
    return 'results' in answer ? answer.results : null;
  }

  /** Hands the memory of a result back, which must not be read after that. */
  recycle({ buffer }: Result): void {
    if (this.spare.length < KEPT) this.spare.push(buffer);
  }

  close(): void {
    this.worker.terminate();
    this.abandon('The engine was closed.');
  }

  private ask(id: number, message: ArrayBuffer | Job, transfer: Transferable[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.ended) throw new EngineError('UnsupportedBrowser', this.ended);
      this.open.set(id, { resolve, reject });
      this.worker.postMessage(message, transfer);
    });
  }

  private abandon(message: string): void {
    this.ended = message;
    for (const { reject } of this.open.values()) reject(new EngineError('UnsupportedBrowser', message));
    this.open.clear();
  }
}
