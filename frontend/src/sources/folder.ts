/** What the page needs of a model folder's latentwalk.json. */
export interface Folder {
  name: string;
  latentDim: number;
  image: { height: number; width: number; channels: number; low: number; high: number };
  presets: [name: string, z: number[]][];
  /** SHA-256 of the decoder, in hexadecimal, if the folder names it. */
  decoderHash: string | undefined;
}

const FORMAT = 1;

async function fetched(url: string): Promise<Response> {
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok) throw new Error(`${url} could not be loaded${response ? ` (${response.status})` : ''}. Is the server still running?`);
  return response;
}

export async function readFolder(base: string): Promise<Folder> {
  const text = await (await fetched(`${base}/latentwalk.json`)).text();
  return parseFolder(text);
}

export function parseFolder(text: string): Folder {
  let json: Record<string, any>;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('latentwalk.json is not valid JSON. Make or download the model folder again.');
  }
  const { format, name, latent_dim: latentDim, image, presets, files } = json ?? {};
  if (format !== FORMAT) throw new Error(`latentwalk.json has format ${format}, but this page reads format ${FORMAT}.`);
  const sizes = [latentDim, image?.height, image?.width, image?.channels];
  if (!sizes.every((size) => Number.isInteger(size) && size > 0) || !(image.low < image.high)) {
    throw new Error('latentwalk.json does not say how many latent dimensions there are and what the images are like.');
  }
  const list = Object.entries<number[]>(presets ?? {});
  if (!list.every(([, z]) => Array.isArray(z) && z.length === latentDim && z.every(Number.isFinite))) {
    throw new Error(`latentwalk.json has a preset that is not a point with ${latentDim} coordinates.`);
  }
  return { name: String(name), latentDim, image, presets: list, decoderHash: files?.['decoder.onnx'] };
}

/** The decoder's bytes; `folder` says what they must hash to. Browsers hash only where the page came over a safe way. */
export async function readDecoder(base: string, folder: Promise<Folder>): Promise<ArrayBuffer> {
  const bytes = await (await fetched(`${base}/decoder.onnx`)).arrayBuffer();
  const { decoderHash } = await folder;
  if (decoderHash && globalThis.crypto?.subtle) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (hash !== decoderHash.toLowerCase()) {
      throw new Error('decoder.onnx is not the file that latentwalk.json names: its SHA-256 differs. Make or download the model folder again.');
    }
  }
  return bytes;
}
