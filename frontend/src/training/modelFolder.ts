import { onnxFile } from '../engine/onnxWriter';
import { sha256 } from '../math/sha256';
import type { Vector } from '../math/vector';
import { ATLAS, DECODER, ENCODER, MANIFEST } from '../sources/folder';
import { writeSafetensors } from '../sources/safetensorsWriter';
import { CURVE_RECIPE, RECIPE } from './descent';
import { graphsOf } from './graph';
import { evenly, valuesOf, splitOf, type Items } from './items';
import { isCurve } from './layers/layer';
import type { Evaluation, Network } from './network';
import { presetsOf } from './presets';
import { OPTIMIZER, progressFile, type Progress } from './progress';
import { rangeOf } from './scaling';
import type { Settings } from './settings';

/** The most encoded items in a folder, held-out ones first. */
const MOST_ITEMS = 10_000;

/** What is known of a run when its model is written. */
export interface Made {
  settings: Settings;
  items: Items;
  /** Epochs that were trained, and the loss of the held-out items in nats; null if there is none yet. */
  epochs: number;
  heldOut: number | null;
  /** Whether the network is still learning. */
  training: boolean;
}

export type Files = Record<string, Uint8Array<ArrayBuffer>>;

/**
 * The files of a model folder for a network, of which docs/model-folder.md is the specification.
 *
 * @param progress how far the run came, from where another one can go on; null if that is not known.
 * @param rows the items of the map; by default as many as a folder has at most.
 */
export function folderOf(
  network: Network,
  made: Made,
  progress: Progress | null = null,
  rows = rowsOf(made.items.labels.length),
): Files {
  const { settings, items, training } = made;
  const { latentDim } = settings;
  const { encoder, decoder } = graphsOf(network);
  const found = evaluated(network, items, rows);
  const labels = Int32Array.from(rows, (row) => items.labels[row]!);
  const files: Files = {
    [DECODER]: onnxFile(decoder),
    // the encoder of a network that learns would soon be that of another one
    ...(training ? {} : { [ENCODER]: onnxFile(encoder) }),
    [ATLAS]: atlasFile(items, rows, labels, found, latentDim),
    ...(progress ? { [OPTIMIZER]: progressFile(progress) } : {}),
  };
  const manifest = {
    ...outputOf(items),
    name: items.name,
    latent_dim: latentDim,
    classes: items.classes,
    presets: training ? {} : presetsOf(found, labels, items.classes, latentDim),
    provenance: provenanceOf(made),
    files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)])),
    ...(training ? { training } : {}),
  };
  return { ...files, [MANIFEST]: new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`) };
}

/** What an item is. */
function outputOf({ shape, values, x }: Items): object {
  const [height, width, channels] = shape;
  if (!isCurve(shape)) return { format: 1, image: { height, width, channels, low: -1, high: 1 } };
  const lines = channels === 1 ? [''] : Array.from({ length: channels }, (_, line) => String(line + 1));
  const curve = { kind: 'curve', length: width, channels: lines, ...rangeOf(values), ...(x ? { x } : {}) };
  return { format: 2, output: curve };
}

/** Encodes some items and decodes the means of their posteriors. */
export function evaluated(network: Network, items: Items, rows: Int32Array): Evaluation {
  network.prepare();
  return network.evaluate(valuesOf(items, rows), new Float32Array(rows.length * network.architecture.latentDim));
}

/** The rows of the map, held-out ones first. */
function rowsOf(count: number): Int32Array<ArrayBuffer> {
  const { train, heldOut } = splitOf(count);
  const first = evenly(heldOut, MOST_ITEMS);
  return Int32Array.from([...first, ...evenly(train, MOST_ITEMS - first.length)]);
}

function atlasFile(
  { files, labels: all }: Items,
  rows: Int32Array<ArrayBuffer>,
  labels: Int32Array<ArrayBuffer>,
  { mean, logvar, error }: Evaluation,
  latentDim: number,
): Uint8Array<ArrayBuffer> {
  const n = rows.length;
  const heldOut = new Set(splitOf(all.length).heldOut);
  const floats = (data: Vector, ...rest: number[]) => ({ shape: [n, ...rest], data });
  const names = files && new TextEncoder().encode(rows.reduce((text, row) => `${text}${onOneLine(files[row]!)}\n`, ''));
  return writeSafetensors({
    mean: floats(mean, latentDim),
    logvar: floats(logvar, latentDim),
    error: floats(error),
    label: { shape: [n], data: labels },
    row: { shape: [n], data: rows },
    split: { shape: [n], data: Uint8Array.from(rows, (row) => Number(heldOut.has(row))) },
    ...(names ? { file: { shape: [names.length], data: names } } : {}),
  });
}

function onOneLine(name: string): string {
  return name.replace(/[\r\n]+/g, ' ');
}

function provenanceOf({ settings, items, epochs, heldOut }: Made): object {
  const { train, heldOut: held } = splitOf(items.labels.length);
  return {
    trained: 'in the page',
    data: { name: items.name, trained_on: train.length, held_out: held.length },
    recipe: {
      arch: settings.kind,
      likelihood: settings.likelihood,
      beta: settings.beta,
      epochs,
      batch_size: RECIPE.batchSize,
      rate: (isCurve(items.shape) ? CURVE_RECIPE : RECIPE).rate,
    },
    seed: settings.seed,
    metrics: { held_out: heldOut === null ? null : { loss: heldOut } },
  };
}
