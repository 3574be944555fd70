import type { Gaussian } from '../math/prior';
import type { Vector } from '../math/vector';

/** What the page needs of a model folder's latentwalk.json. */
export interface Folder {
  name: string;
  latentDim: number;
  image: { height: number; width: number; channels: number; low: number; high: number };
  classes: string[];
  presets: { name: string; z: Vector }[];
  /** Where random points are drawn; none for the standard normal. */
  prior: Gaussian[];
  /** What the model was trained on, in a word, and how well it does, if the folder says so. */
  provenance: Record<string, unknown>;
  /** SHA-256 in hexadecimal, by file. */
  hashes: Record<string, string>;
  /** Which networks, 'decoder' and 'encoder', can only be called where the model comes from: they are no files. */
  live: string[];
  /** Whether the model is being trained as it is looked at. */
  training: boolean;
}

/** Reads a file of a model folder, or rejects with a sentence that says why it cannot be had. */
export type Reader = (name: string) => Promise<ArrayBuffer>;

const FORMAT = 1;
export const MANIFEST = 'latentwalk.json';
export const DECODER = 'decoder.onnx';
export const ENCODER = 'encoder.onnx';
export const ATLAS = 'atlas.safetensors';
export const SNAPSHOTS = 'snapshots.safetensors';

export function parseFolder(text: string): Folder {
  let json: Record<string, any>;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('latentwalk.json is not valid JSON. Make or download the model folder again.');
  }
  const { format, name, latent_dim: latentDim, image, classes = [], presets, prior, provenance, files, live, training } = json ?? {};
  if (format !== FORMAT) throw new Error(`latentwalk.json has format ${format}, but this page reads format ${FORMAT}.`);
  const sizes = [latentDim, image?.height, image?.width, image?.channels];
  if (!sizes.every((size) => Number.isInteger(size) && size > 0) || !(image.low < image.high)) {
    throw new Error('latentwalk.json does not say how many latent dimensions there are and what the images are like.');
  }
  const list = Object.entries<number[]>(presets ?? {});
  if (!list.every(([, z]) => Array.isArray(z) && z.length === latentDim && z.every(Number.isFinite))) {
    throw new Error(`latentwalk.json has a preset that is not a point with ${latentDim} coordinates.`);
  }
  if (prior != null && !(Array.isArray(prior) && prior.length && prior.every((part) => isGaussian(part, latentDim)))) {
    throw new Error(`latentwalk.json has a prior that is not a list of Gaussians over ${latentDim} dimensions.`);
  }
  if (!Array.isArray(classes)) throw new Error('latentwalk.json has classes that are not a list.');
  return {
    name: String(name), latentDim, image, classes: classes.map(String),
    presets: list.map(([name, z]) => ({ name, z: Float32Array.from(z) })),
    prior: prior ?? [], provenance: provenance ?? {}, hashes: files ?? {}, live: Array.isArray(live) ? live : [], training: training === true,
  };
}

function isGaussian(part: Partial<Gaussian> | null, d: number): boolean {
  const numbers = (list: unknown, length: number): boolean => Array.isArray(list) && list.length === length && list.every(Number.isFinite);
  return !!part && Number.isFinite(part.weight) && part.weight! > 0 && numbers(part.mean, d)
    && Array.isArray(part.factor) && part.factor.length === d && part.factor.every((row, i) => numbers(row, i + 1));
}

/** Whether images can be encoded, here or where the model comes from. */
export function canEncode({ hashes, live }: Folder): boolean {
  return ENCODER in hashes || live.includes('encoder');
}

/** The reader's file, if its bytes are those that the folder names. Browsers hash only where the page came over a safe way. */
export async function checked(name: string, read: Reader, folder: Promise<Folder> | Folder): Promise<ArrayBuffer> {
  const bytes = await read(name);
  const expected = (await folder).hashes[name];
  if (expected && globalThis.crypto?.subtle) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (hash !== expected.toLowerCase()) {
      throw new Error(`${name} is not the file that latentwalk.json names: its SHA-256 differs. Make or download the model folder again.`);
    }
  }
  return bytes;
}
