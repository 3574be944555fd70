import { EngineError } from './errors';
import type { Answer, Failure, Job } from './messages';
import type { Result, Values } from './model';
import type { Port } from './onnx';

export type Request = Omit<Job, 'id' | 'recycled'>;

/** The number of recycled buffers that are kept. */
const KEPT = 8;

/** The message for a plain engine that fails without one, after it has opened a file. */
const SILENT =
  'The model needs more memory than the browser provides, or its shapes do not depend on the batch as expected.';

function failed({ name, message }: Failure): EngineError {
  return message ? new EngineError(name, message) : new EngineError('UnsupportedModel', SILENT);
}

type Settle = { resolve: (answer: Answer) => void; reject: (error: Error) => void };

/** A network that runs in its own worker. */
export abstract class Network {
  inputs: Port[] = [];
  outputs: Port[] = [];
  /** Where it runs, as the page shows it. */
  abstract readonly place: string;
  protected worker: Worker;
  private readonly open = new Map<number, Settle>();
  private readonly spare: ArrayBuffer[] = [];
  private last = 0;
  private ended = '';

  constructor(worker: Worker) {
    this.worker = this.employ(worker);
  }

  /** The outputs by name; null if a later request in the same lane superseded this one before it began. */
  async run(request: Request): Promise<Values<Result> | null> {
    const { inputs, batch } = request;
    for (const {
      name,
      shape: [, ...rest],
    } of this.inputs) {
      const size = rest.reduce((product, side) => product * side, 1);
      // sizes that the file leaves open are checked where the model runs
      if (rest.every((side) => side >= 0) && inputs[name]?.length !== size * batch) {
        throw new EngineError(
          'InvalidInput',
          `The input '${name}' takes ${batch} times ${size} numbers, got ${inputs[name]?.length ?? 'none'}.`,
        );
      }
    }
    const recycled = this.spare.pop();
    const answer = await this.ask(++this.last, { ...request, id: this.last, recycled }, recycled ? [recycled] : []);
    return 'results' in answer ? answer.results : null;
  }

  /** Recycles the memory of a result, which must not be read afterwards. */
  recycle({ buffer }: Result): void {
    if (this.spare.length < KEPT) this.spare.push(buffer);
  }

  close(): void {
    this.worker.terminate();
    this.abandon('The engine was closed.');
  }

  protected employ(worker: Worker): Worker {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const settle = this.open.get(data.id);
      this.open.delete(data.id);
      if ('failure' in data && data.id) settle?.reject(failed(data.failure));
      else settle?.resolve(data);
    };
    worker.onerror = ({ message }) => this.abandon(`The decoding worker has stopped: ${message}`);
    return worker;
  }

  /** Stores the ports that the worker reports for the file. */
  protected opened(answer: Answer): void {
    if ('failure' in answer) throw failed(answer.failure);
    if ('inputs' in answer) Object.assign(this, { inputs: answer.inputs, outputs: answer.outputs });
  }

  protected ask(id: number, message: unknown, transfer: Transferable[]): Promise<Answer> {
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
