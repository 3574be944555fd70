import type { Engine } from '../engine/client';
import type { Folder } from './folder';
import type { Images, Source } from './source';

/** Decodes in this browser. */
export class LocalSource implements Source {
  readonly place = 'here by WebAssembly';

  constructor(private readonly engine: Engine, private readonly folder: Folder) {}

  async decode(lane: number, z: Float32Array<ArrayBuffer>, n: number): Promise<Images | null> {
    const { engine, folder: { image: { height, width, channels, low, high } } } = this;
    const inputs = { [engine.inputs[0]!.name]: z };
    const results = await engine.run({ lane, inputs, batch: n, pixels: { low, high } });
    if (!results) return null;
    const bytes = results[engine.outputs[0]!.name] as Uint8Array<ArrayBuffer>;
    return { n, height, width, channels, bytes, release: () => engine.recycle(bytes) };
  }
}
