import { EngineError } from './errors';
import { Network } from './network';
import PlainWorker from './plain.worker?worker&inline';

export type { Request } from './network';

/** A model in a worker of its own. */
export class Engine extends Network {
  readonly place = 'in this browser';

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

  /** Runs another file from now on, whose operators are those of the one before; what was asked before is answered by that. Takes the file over. */
  async renew(file: ArrayBuffer): Promise<void> {
    this.opened(await this.ask(0, file, [file]));
  }

  private constructor() {
    super(new PlainWorker());
  }

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
    this.opened(answer);
  }
}
