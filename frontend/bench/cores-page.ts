import { Engine } from '../src/engine/index';
import { parseImage } from '../src/outputs/image';
import { Decoder } from '../src/sources/decoder';
import type { Folder } from '../src/sources/folder';

/** Milliseconds to decode `batch` images with one worker and with `most`, in turn. */
async function benchCores(url: string, batch: number, most: number, rounds: number): Promise<[number[], number[]]> {
  const file = await (await fetch(url)).arrayBuffer();
  const open = async (): Promise<Engine> => Engine.open(file.slice(0));
  const network = await open();
  const [input, output] = [network.inputs[0]!, network.outputs[0]!];
  const [latentDim, side] = [input.shape[1]!, output.shape.at(-1)!];
  const size = output.shape.slice(1).reduce((a, b) => a * b, 1);
  // a decoder without an image's shape draws one row
  const [height, channels] = output.shape.length === 4 ? [side, size / side ** 2] : [1, 1];
  const image = parseImage({ height, width: size / height / channels, channels, low: -1, high: 1 });
  const folder = { latentDim, conditions: [], output: image } as unknown as Folder;
  const decoders = [Decoder.here(network, folder, open, 1), Decoder.here(await open(), folder, open, most)] as const;
  const times: [number[], number[]] = [[], []];
  for (let round = -3; round < rounds; round++) {
    for (const [i, decoder] of decoders.entries()) {
      // the first rounds have more to do, so that all workers are opened
      const n = round < 0 ? 8 * batch : batch;
      const z = Float32Array.from({ length: n * latentDim }, () => Math.random() + Math.random() - 1);
      const begin = performance.now();
      const samples = await decoder.decode(1, z, n);
      if (round >= 0) times[i]!.push(performance.now() - begin);
      samples?.release();
    }
  }
  for (const decoder of decoders) decoder.close();
  return times;
}

Object.assign(window, { benchCores });
