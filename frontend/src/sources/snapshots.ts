import { fromHalves } from '../math/half';
import type { Vector } from '../math/vector';
import { arrayOf, readSafetensors, type Tensor } from './safetensors';

/** A model at moments of its training; the last one is the trained model. */
export interface Snapshots {
  /** The number of snapshots. */
  count: number;
  /** (count,): epochs finished at each snapshot. */
  epoch: Vector;
  /** (count,): loss on the images in `row`, in nats; NaN if unknown. */
  loss: Vector;
  /** Rows of the atlas that are tracked. */
  row: Int32Array<ArrayBuffer>;
  /** (n, d): the posterior means of those rows. */
  meanAt(at: number): Vector;
  /** The decoder's weights, by their names in the ONNX file. */
  weightsAt(at: number): Map<string, Vector>;
}

const PREFIX = 'decoder.';

/** Parses snapshots.safetensors and checks it against the latent dimension and the number of rows in the atlas. */
export function parseSnapshots(file: ArrayBuffer, latentDim: number, rows: number): Snapshots {
  try {
    const tensors = readSafetensors(file);
    const count = tensors.get('epoch')?.shape[0] ?? 0;
    const n = tensors.get('row')?.shape[0] ?? 0;
    const weights = [...tensors]
      .filter(([name]) => name.startsWith(PREFIX))
      .map(([name, { shape }]): [string, Uint16Array<ArrayBuffer>] => [
        name.slice(PREFIX.length),
        arrayOf(tensors, name, Uint16Array, count, ...shape.slice(1)),
      ]);
    const mean = arrayOf(tensors, 'mean', Uint16Array, count, n, latentDim);
    const row = arrayOf(tensors, 'row', Int32Array, n);
    const epoch = arrayOf(tensors, 'epoch', Float32Array, count);
    if (!count || !weights.length) throw new Error('holds no weights');
    if (!row.every((one, i) => one >= 0 && one < rows && (!i || one > row[i - 1]!)))
      throw new Error(`must track rows of the atlas, 0 to ${rows - 1} in ascending order`);
    if (!epoch.every((one, i) => one >= (epoch[i - 1] ?? 0)))
      throw new Error('has epochs that are not in ascending order');
    return {
      count,
      epoch,
      row,
      loss: arrayOf(tensors, 'loss', Float32Array, count),
      meanAt: (at) => fromHalves(part(mean, at, count)),
      weightsAt: (at) => new Map(weights.map(([name, values]) => [name, fromHalves(part(values, at, count))])),
    };
  } catch (error) {
    throw new Error(
      `The snapshot file ${(error as Error).message}. ` +
        'The timeline cannot be used; make or download the model folder again.',
      { cause: error },
    );
  }
}

/** The decoder's weights and the posteriors of the encoded images at one moment of a running training. */
export interface Shown {
  weights: Map<string, Vector>;
  mean: Vector;
  logvar: Vector;
}

/** Parses a snapshot of a running training, with `rows` encoded images if the page has an atlas. */
export function parseShown(file: ArrayBuffer, latentDim: number, rows: number): Shown {
  try {
    const tensors = readSafetensors(file);
    const floats = (name: string, shape: number[]): Vector => fromHalves(arrayOf(tensors, name, Uint16Array, ...shape));
    const weights = [...tensors]
      .filter(([name]) => name.startsWith(PREFIX))
      .map(([name, { shape }]): [string, Vector] => [name.slice(PREFIX.length), floats(name, shape)]);
    const [mean, logvar] = ['mean', 'logvar'].map((name) =>
      rows ? floats(name, [rows, latentDim]) : new Float32Array(),
    ) as [Vector, Vector];
    return { weights: new Map(weights), mean, logvar };
  } catch (error) {
    throw new Error(`The snapshot of the training ${(error as Error).message}. The page keeps the one before.`, {
      cause: error,
    });
  }
}

function part(values: Tensor['data'] & Uint16Array<ArrayBuffer>, at: number, count: number): Uint16Array<ArrayBuffer> {
  const size = values.length / count;
  return values.subarray(at * size, (at + 1) * size);
}
