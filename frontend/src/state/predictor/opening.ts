import type { Vector } from '../../math/vector';
import { PREDICTOR } from '../../sources/folder';
import { fits, parsePredictor, type PredictorSpec } from '../../sources/predictor';
import { predictorHere, type Predictor } from '../../sources/predictorHere';
import type { Explorer } from '../explorer.svelte';
import { LANES } from '../lanes';
import { thinned } from '../statistics';
import { specified, type Probes } from './evidence';
import { Predicting } from './predicting';

/** Samples on which a new predictor is tried. */
const PROBES = 256;

/** Opens the predictor of the model's folder: in this browser or, if it cannot run here, where the model comes from. */
export async function ofFolder(explorer: Explorer): Promise<Predicting> {
  const { model, folder } = explorer;
  const spec = parsePredictor(folder.predictor, folder.output);
  const { predictThere } = model;
  const there = (): Predictor => ({ predict: predictThere!, close: () => undefined });
  const open = (): Promise<Predictor> =>
    predictorHere(
      () => model.file(PREDICTOR),
      (read) => model.openNetwork(read),
      spec,
      folder.output,
    );
  let predictor: Predictor;
  if (folder.live.includes('predictor')) predictor = there();
  else
    predictor = await open().catch((error: Error) => {
      if (!predictThere) throw error;
      return there();
    });
  return new Predicting(explorer, spec, '', [], predictor, null);
}

/** Opens a file as the predictor of a model. Rejects with a sentence if it is none. */
export async function ofFile(explorer: Explorer, file: File, known: Partial<PredictorSpec> = {}): Promise<Predicting> {
  const { model, folder } = explorer;
  const read = (): Promise<ArrayBuffer> => file.arrayBuffer();
  const network = await model.openNetwork(read);
  try {
    const probes = await probesOf(explorer);
    const { spec, remarks } = await specified(network, file.name, probes, folder.output, folder.classes, known);
    const predictor = await predictorHere(read, (again) => model.openNetwork(again), spec, folder.output);
    const again = (more: Partial<PredictorSpec>): Promise<Predicting> => ofFile(explorer, file, { ...known, ...more });
    return new Predicting(explorer, spec, file.name, remarks, predictor, again);
  } finally {
    network.close();
  }
}

/** Whether the network of a file takes samples of a model and returns scores, rather than further samples. */
export async function takes({ model, folder }: Explorer, file: File): Promise<boolean> {
  const network = await model.openNetwork(() => file.arrayBuffer()).catch(() => null);
  if (!network) return false;
  const { inputs, outputs } = network;
  network.close();
  const shapes = [...inputs, ...outputs].map(({ shape }) => shape.slice(1));
  return inputs.length === 1 && fits(shapes[0]!, folder.output) && shapes.slice(1).every((shape) => shape.length < 3);
}

/** Samples of the model: decoded data with their labels or, without any, what is around the current point. */
async function probesOf(explorer: Explorer): Promise<Probes> {
  const { model, encoded, folder, view } = explorer;
  const { atlas } = encoded;
  const indices = atlas?.n ? thinned(atlas.n, PROBES) : [];
  const points = indices.length
    ? Array.from(indices, (i) => explorer.rowOf(encoded.rowOf(i, atlas!)))
    : around(view.z).map((point) => explorer.rowOf(point));
  const width = points[0]!.length;
  const rows = new Float32Array(points.length * width);
  points.forEach((point, i) => rows.set(point, i * width));
  const n = points.length;
  const samples = await model.decode(LANES.boundary, rows, n, true);
  if (!samples) throw new Error(`${folder.name} was asked for something else meanwhile: drop the file again.`);
  const values = samples.numbers.slice() as Vector;
  samples.release();
  return { samples: values, n, labels: Array.from({ length: n }, (_, i) => atlas?.label[indices[i]!] ?? -1) };
}

/** Points two units to both sides along the first dimensions. */
function around(z: Vector): Vector[] {
  return Array.from({ length: 16 }, (_, i) =>
    z.map((value, k) => (k === (i >> 1) % z.length ? value + (i % 2 ? 2 : -2) : value)),
  );
}
