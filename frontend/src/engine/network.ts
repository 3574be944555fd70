import { EngineError } from './errors';
import type { Answer, Answered, Failure, Job } from './messages';
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
  /** Multiply-adds of one sample; 0 if they are not known. */
  work = 0;
  /** Where it runs, as the page shows it. */
  abstract readonly place: string;
  /** Whether a request in a lower lane interrupts a running one. */
  abstract readonly interruptible: boolean;
  protected worker: Worker;
  private readonly open = new Map<number, Settle>();
  private readonly spare: ArrayBuffer[] = [];
  private last = 0;
  private fault = '';

  constructor(worker: Worker) {
    this.worker = this.employ(worker);
  }

  /**
   * Runs another file with the same operators from now on, if that is supported. Earlier requests are answered by the
   * file before. The file is transferred.
   */
  renew?(file: ArrayBuffer): Promise<void>;

  /** Whether its worker has stopped for good. */
  get ended(): boolean {
    return this.fault !== '';
  }

  /** The outputs by name. */
  async run(request: Request): Promise<Values<Result>> {
    return (await this.timed(request)).results;
  }

  /** The outputs, and how long they took to compute. */
  async timed(request: Request): Promise<Answered> {
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
    return answer as Answered;
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
      if ('failure' in data && data.id < 0) return this.abandon(data.failure.message);
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
    if (!('inputs' in answer)) return;
    this.inputs = answer.inputs;
    this.outputs = answer.outputs;
    this.work = answer.work ?? 0;
  }

  protected ask(id: number, message: unknown, transfer: Transferable[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.fault) throw new EngineError('UnsupportedBrowser', this.fault);
      this.open.set(id, { resolve, reject });
      this.worker.postMessage(message, transfer);
    });
  }

  private abandon(message: string): void {
    this.fault = message;
    for (const { reject } of this.open.values()) reject(new EngineError('UnsupportedBrowser', message));
    this.open.clear();
  }
}
