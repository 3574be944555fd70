import { Network } from '../engine/network';
import RuntimeWorker from './runtime.worker?worker&inline';

/** A network that ONNX Runtime runs, for operators that the page's own engine lacks. It is larger and loads later. */
export class Runtime extends Network {
  readonly place = 'in this browser by ONNX Runtime';
  readonly interruptible = false;

  /** Transfers the file and the runtime's WebAssembly: their buffers are empty afterwards. */
  static async open(file: ArrayBuffer, wasm: ArrayBuffer): Promise<Runtime> {
    const runtime = new Runtime(new RuntimeWorker());
    try {
      runtime.opened(await runtime.ask(0, { file, wasm }, [file, wasm]));
      return runtime;
    } catch (error) {
      runtime.close();
      throw error;
    }
  }
}
