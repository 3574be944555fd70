/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-argument,
   @typescript-eslint/no-unsafe-assignment -- the manifest is JSON, each value of which is checked before it is used */
import { widthOfAll, type Condition } from '../conditions/condition';
import { parseConditions } from '../conditions/parse';
import type { MapShape } from '../math/mapPlacing';
import type { Gaussian } from '../math/prior';
import type { Vector } from '../math/vector';
import { parseImage } from '../outputs/image';
import { isFloat, isWhole, type Output } from '../outputs/output';

/** The parts of a model folder's latentwalk.json that the page uses. */
export interface Folder {
  name: string;
  latentDim: number;
  /** What it decodes. */
  output: Output;
  classes: string[];
  /** What the decoder takes besides the latent point. */
  conditions: readonly Condition[];
  /** Whether the encoder takes them, too. */
  conditionalEncoder: boolean;
  /** Latent points (d,), or rows (d + w,) that set the conditions, too. */
  presets: { name: string; z: Vector }[];
  /** The preset with which the page opens; null for z = 0. */
  start: string | null;
  /** The channels, rows and columns of a latent point that is a map; null if it is none, or unknown. */
  latentShape: MapShape | null;
  /** Empty for N(0, I); null if it is unknown. */
  prior: Gaussian[] | null;
  /** How the model was trained and evaluated, if the folder says so. */
  provenance: Record<string, unknown>;
  /** SHA-256 in hexadecimal, by file name. */
  hashes: Record<string, string>;
  /** Networks ('decoder', 'encoder') that are no files and can only be called where the model comes from. */
  live: string[];
  /** What the manifest says of a predictor, as it is; null without one. */
  predictor: unknown;
  /** Whether the model is still in training. */
  training: boolean;
}

/** The first byte of a part of a file, and the one after its last. */
export type Range = readonly [from: number, to: number];

/**
 * Reads a file of a model folder. If only a part is wanted, it may still return the whole file. Rejects with a sentence
 * that the page shows.
 */
export type Reader = (name: string, part?: Range) => Promise<ArrayBuffer>;

/** In the place of a prior: there is none, or nobody knows it. */
const UNKNOWN = 'unknown';

/** The newest format. Format 1 has images only. */
const FORMAT = 2;
export const MANIFEST = 'latentwalk.json';
export const DECODER = 'decoder.onnx';
export const ENCODER = 'encoder.onnx';
export const PREDICTOR = 'predictor.onnx';
export const ATLAS = 'atlas.safetensors';
export const SNAPSHOTS = 'snapshots.safetensors';
export const COLUMNS = 'columns.arrow';
export const ORIGINALS = 'originals.bin';

/** The most dimensions: more indicate a mistake or an attack. */
const MOST_DIMENSIONS = 2 ** 18;

/** Parses a manifest. Rejects with a sentence that the page shows. */
export async function parseFolder(text: string): Promise<Folder> {
  let json: Record<string, any> | null;
  try {
    json = JSON.parse(text) as typeof json;
  } catch {
    throw new Error('latentwalk.json is not valid JSON. Make or download the model folder again.');
  }
  const {
    format,
    name,
    latent_dim: latentDim,
    image,
    output,
    classes = [],
    presets = {},
    prior,
    provenance = {},
    files = {},
    live = [],
    training,
    start = null,
    conditions: listed,
    conditional_encoder: conditionalEncoder = false,
    predictor = null,
  } = json ?? {};
  if (format !== 1 && format !== FORMAT)
    throw new Error(
      `latentwalk.json has ${typeof format === 'number' ? `format ${format}` : 'no format'}, ` +
        `but this page reads formats 1 and ${FORMAT}.`,
    );
  if (!isWhole(latentDim)) throw new Error('latentwalk.json lacks the number of latent dimensions.');
  if (latentDim > MOST_DIMENSIONS)
    throw new Error(`latentwalk.json describes ${latentDim} dimensions, which no page can show.`);
  const parsed = format === 1 ? parseImage(image) : await outputOf(output);
  const conditions = parseConditions(listed);
  if (typeof conditionalEncoder !== 'boolean')
    throw new Error('latentwalk.json says neither true nor false of conditional_encoder.');
  const lengths = [latentDim, latentDim + widthOfAll(conditions)];
  if (!isRecord(presets) || !Object.values(presets).every((z) => lengths.some((length) => isPoint(z, length)))) {
    throw new Error(
      `latentwalk.json has a preset that is not a point with ${latentDim} coordinates` +
        `${conditions.length ? `, or ${lengths[1]} with its conditions` : ''}.`,
    );
  }
  if (start !== null && !(typeof start === 'string' && Object.hasOwn(presets, start)))
    throw new Error('latentwalk.json opens with a preset that it does not have.');
  const isMixture = Array.isArray(prior) && prior.length && prior.every((part) => isGaussian(part, latentDim));
  if (prior != null && prior !== UNKNOWN && !isMixture) {
    throw new Error(`latentwalk.json has a prior that is not a list of Gaussians over ${latentDim} dimensions.`);
  }
  if (!Array.isArray(classes) || ![name, ...classes].every((word) => Object(word) !== word))
    throw new Error('latentwalk.json has a name that is not text, or classes that are not a list of names.');
  if (
    !isRecord(provenance) ||
    !isRecord(files) ||
    !Array.isArray(live) ||
    ![...Object.values(files), ...live].every((word) => typeof word === 'string')
  ) {
    throw new Error('latentwalk.json lists its files or its provenance in an invalid form.');
  }
  return {
    name: String(name),
    latentDim,
    latentShape: shapeIn(provenance, latentDim),
    output: parsed,
    classes: classes.map(String),
    conditions,
    conditionalEncoder,
    presets: Object.entries(presets).map(([name, z]) => ({ name, z: Float32Array.from(z as number[]) })),
    start: start as string | null,
    prior: prior === UNKNOWN ? null : ((prior ?? []) as Gaussian[]),
    provenance,
    hashes: files as Record<string, string>,
    live,
    predictor: Object.hasOwn(files, PREDICTOR) || live.includes('predictor') ? predictor : null,
    training: training === true,
  };
}

/** What a model decodes. A page of grey or RGB images never loads the other kinds. */
async function outputOf(json: Record<string, unknown> | null | undefined): Promise<Output> {
  if (json?.kind === 'image' && (json.channels as number) % 2) return parseImage(json);
  return (await import('../outputs/parse')).parseOutput(json);
}

/** The shape of a latent point of a foreign model, if it is a map. */
function shapeIn({ adopted }: Record<string, unknown>, latentDim: number): MapShape | null {
  const shape = isRecord(adopted) ? adopted.latent_shape : null;
  if (!Array.isArray(shape) || shape.length !== 3 || !shape.every((side) => Number.isInteger(side) && side > 0)) {
    return null;
  }
  const [channels, height, width] = shape as [number, number, number];
  return channels * height * width === latentDim ? [channels, height, width] : null;
}

function isPoint(value: unknown, d: number): value is number[] {
  return Array.isArray(value) && value.length === d && value.every(isFloat);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isGaussian(part: Partial<Gaussian> | null, d: number): boolean {
  return (
    !!part &&
    isFloat(part.weight) &&
    part.weight > 0 &&
    isPoint(part.mean, d) &&
    Array.isArray(part.factor) &&
    part.factor.length === d &&
    part.factor.every((row, i) => isPoint(row, i + 1))
  );
}

/** Whether samples can be encoded, here or where the model comes from. */
export function canEncode({ hashes, live }: Folder): boolean {
  return Object.hasOwn(hashes, ENCODER) || live.includes('encoder');
}

/** Reads a file and checks its SHA-256 against the folder's. Browsers can hash only in secure contexts. */
export async function checked(name: string, read: Reader, folder: Promise<Folder> | Folder): Promise<ArrayBuffer> {
  const bytes = await read(name);
  const expected = (await folder).hashes[name];
  if (expected && globalThis.crypto?.subtle) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (hash !== expected.toLowerCase()) {
      throw new Error(
        `${name} is not the file that latentwalk.json names: its SHA-256 differs. ` +
          'Make or download the model folder again.',
      );
    }
  }
  return bytes;
}
