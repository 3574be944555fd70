import { Engine } from '../engine/client';
import { DECODER, MANIFEST, type Reader } from './folder';
import { openFolder } from './opened';
import type { Opening } from './source';
import { MOST_BYTES, Zip } from './zip';

/** The most bytes of a manifest. */
const MOST_WORDS = 2 ** 24;
/** Points that are decoded to find the value range of a bare decoder. */
const PROBES = 16;

/** Whether a file is a model: a zipped model folder or an ONNX decoder. */
export function isModelFile(name: string): boolean {
  return /\.(zip|onnx)$/i.test(name);
}

/** Whether a zip holds a model folder; it may hold other things, such as pictures. */
export async function holdsModel(file: File): Promise<boolean> {
  const zip = await Zip.open(file).catch(() => null);
  return !zip || manifestIn(zip) !== undefined;
}

/** The path of the manifest: the zip may contain the folder or only its contents. */
function manifestIn({ names }: Zip): string | undefined {
  return names.find((path) => path === MANIFEST || /^[^/]+\/latentwalk\.json$/.test(path));
}

/** Opens a zipped model folder or a bare decoder.onnx. The file is not uploaded. */
export async function openFile(file: File): Promise<Opening> {
  const read = /\.zip$/i.test(file.name) ? await readerOfZip(file) : await readerOfDecoder(file);
  return openFolder(read);
}

async function readerOfZip(file: File): Promise<Reader> {
  const fail = (error: Error): never => {
    throw new Error(`${file.name} ${error.message}. Zip the model folder again.`);
  };
  const zip = await Zip.open(file).catch(fail);
  const manifest = manifestIn(zip);
  if (manifest === undefined) throw new Error(`${file.name} is not a model folder: it has no ${MANIFEST}.`);
  const prefix = manifest.slice(0, -MANIFEST.length);
  return async (part, range) => {
    const bytes = await zip.read(prefix + part, part === MANIFEST ? MOST_WORDS : MOST_BYTES, range).catch(fail);
    if (!bytes) throw new Error(`${file.name} lacks ${part}, which its manifest names.`);
    return bytes;
  };
}

async function readerOfDecoder(file: File): Promise<Reader> {
  const { name, size } = file;
  if (size > MOST_BYTES) throw new Error(`${name} has ${size} bytes, which is more than a page can open.`);
  const bytes = await file.arrayBuffer();
  const manifest = await describe(name.replace(/\.onnx$/i, ''), bytes.slice());
  return async (part) =>
    part === MANIFEST ? new TextEncoder().encode(JSON.stringify(manifest)).buffer : bytes.slice();
}

/** A manifest for a bare decoder, derived from the file and a few decoded points. */
async function describe(name: string, bytes: ArrayBuffer): Promise<object> {
  const engine = await Engine.open(bytes);
  try {
    const [input, ...more] = engine.inputs;
    const [output] = engine.outputs;
    const latentDim = input?.shape.slice(1).reduce((product, side) => product * side, 1) ?? 0;
    if (!input || !output || more.length || !(latentDim > 0))
      throw new Error(`${name} is not a decoder: it must have one input, the latent points (n, d).`);
    const z = Float32Array.from({ length: PROBES * latentDim }, (_, i) => 2 * Math.sin(12.9898 * (i + 1)));
    const results = await engine.run({ lane: 0, inputs: { [input.name]: z }, batch: PROBES });
    const values = results[output.name] as Float32Array;
    const [channels, height, width] = imageShape(name, output.shape, values.length / PROBES);
    if (!values.every(Number.isFinite)) throw new Error(`${name} decodes to NaN or infinity.`);
    const below = values.some((value) => value < -0.01);
    const far = values.some((value) => value > 1.5);
    const [low, high] = far ? [0, 255] : [below ? -1 : 0, 1];
    const image = { height, width, channels, low, high };
    return {
      name,
      latent_dim: latentDim,
      ...(channels % 2 ? { format: 1, image } : { format: 2, output: { kind: 'image', ...image } }),
      files: { [DECODER]: '' },
    };
  } finally {
    engine.close();
  }
}

function imageShape(name: string, [, ...shape]: number[], size: number): [number, number, number] {
  const [c, h, w] = shape.length === 2 ? [1, ...shape] : shape;
  if (shape.length === 1) {
    // a flat list of values is a square picture, grey or in colour
    for (const channels of [1, 3])
      if (Number.isInteger(Math.sqrt(size / channels)))
        return [channels, Math.sqrt(size / channels), Math.sqrt(size / channels)];
  }
  if (c && h && w && c * h * w === size && c <= 4 && c !== 2) return [c, h, w];
  throw new Error(
    `${name} does not output images (n, c, h, w): its output has the shape (n, ${shape.join(', ')}). If these are ` +
      'curves, values, points or fields, make a model folder of it with `latentwalk adopt`, and drop that.',
  );
}
