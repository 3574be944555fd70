import { fromHalves } from '../math/half';
import type { Vector } from '../math/vector';
import { readSafetensors, type Tensor } from './safetensors';

/** A model at moments of its training; the last is the model that came of it. */
export interface Snapshots {
  /** How many there are. */
  count: number;
  /** How many epochs had ended, by snapshot. */
  epoch: Vector;
  /** The loss of the images in `row`, in nats; NaN where it is not known. */
  loss: Vector;
  /** Which rows of the atlas are followed. */
  row: Int32Array<ArrayBuffer>;
  /** (n, d): where those rows were encoded to. */
  meanAt(at: number): Vector;
  /** The decoder's weights, by their names in its file. */
  weightsAt(at: number): Map<string, Vector>;
}

const PREFIX = 'decoder.';

/** Reads snapshots.safetensors, checked against the latent dimension and how many rows the atlas has. */
export function parseSnapshots(file: ArrayBuffer, latentDim: number, rows: number): Snapshots {
  try {
    const tensors = readSafetensors(file);
    const array = <T>(name: string, type: new (...all: never[]) => T, ...shape: number[]): T => {
      const tensor = tensors.get(name);
      if (!tensor) throw new Error(`lacks the array '${name}'`);
      if (!(tensor.data instanceof type) || `${tensor.shape}` !== `${shape}`) throw new Error(`has an array '${name}' of another type or shape than (${shape})`);
      return tensor.data;
    };
    const count = tensors.get('epoch')?.shape[0] ?? 0;
    const n = tensors.get('row')?.shape[0] ?? 0;
    const halves = Uint16Array as new () => Uint16Array<ArrayBuffer>;
    const weights = [...tensors].filter(([name]) => name.startsWith(PREFIX)).map(([name, { shape }]): [string, Uint16Array<ArrayBuffer>] => [name.slice(PREFIX.length), array(name, halves, count, ...shape.slice(1))]);
    const mean = array('mean', halves, count, n, latentDim);
    const row = array('row', Int32Array as new () => Int32Array<ArrayBuffer>, n);
    const floats = Float32Array as new () => Vector;
    const epoch = array('epoch', floats, count);
    if (!count || !weights.length) throw new Error('holds no weights');
    if (!row.every((one, i) => one >= 0 && one < rows && (!i || one > row[i - 1]!))) throw new Error(`follows rows that are not those of the atlas, 0 to ${rows - 1} in ascending order`);
    if (!epoch.every((one, i) => one >= (epoch[i - 1] ?? 0))) throw new Error('has epochs that do not ascend');
    return {
      count, epoch, row,
      loss: array('loss', floats, count),
      meanAt: (at) => fromHalves(part(mean, at, count)),
      weightsAt: (at) => new Map(weights.map(([name, values]) => [name, fromHalves(part(values, at, count))])),
    };
  } catch (error) {
    throw new Error(`The file of snapshots ${(error as Error).message}. Time cannot be scrubbed; make or download the model folder again.`);
  }
}

function part(values: Tensor['data'] & Uint16Array<ArrayBuffer>, at: number, count: number): Uint16Array<ArrayBuffer> {
  const size = values.length / count;
  return values.subarray(at * size, (at + 1) * size);
}
