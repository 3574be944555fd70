import { Network } from '../network';
import type { Opening } from './gpu.worker';
import GpuWorker from './gpu.worker?worker&inline';

/** A network that runs on the GPU, by a worker of its own. */
export class Gpu extends Network {
  readonly place = 'in this browser, on the GPU';
  readonly interruptible = false;

  private constructor(private readonly software: boolean) {
    super(new GpuWorker());
  }

  /**
   * Rejects if there is no GPU, or if it cannot run the model. With `software`, a GPU that the processor emulates will
   * do. The file is transferred: its buffer is empty afterwards.
   */
  static async open(file: ArrayBuffer, software = false): Promise<Gpu> {
    const gpu = new Gpu(software);
    try {
      await gpu.renew(file);
      return gpu;
    } catch (error) {
      gpu.close();
      throw error;
    }
  }

  override async renew(file: ArrayBuffer): Promise<void> {
    const opening: Opening = { file, software: this.software };
    this.opened(await this.ask(0, opening, [file]));
  }
}
