import { EngineError } from './errors';
import { Network } from './network';
import PlainWorker from './plain.worker?worker&inline';

export type { Request } from './network';

/** A model that runs in its own worker. */
export class Engine extends Network {
  readonly place = 'in this browser';
  readonly interruptible = true;

  /** Starts the worker before the file has arrived. The file is transferred: its buffer is empty afterwards. */
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

  override async renew(file: ArrayBuffer): Promise<void> {
    this.opened(await this.ask(0, file, [file]));
  }

  private constructor() {
    super(new PlainWorker());
  }

  /**
   * Opens the file with the plain engine or, if that lacks an operator, with the full one, which is loaded only then.
   */
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
