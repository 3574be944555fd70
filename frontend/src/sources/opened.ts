import { createSubscriber } from 'svelte/reactivity';
import { Engine } from '../engine/client';
import type { Network } from '../engine/network';
import type { Vector } from '../math/vector';
import { parseAtlas, type Atlas } from './atlas';
import { ATLAS, canEncode, checked, DECODER, ENCODER, MANIFEST, parseFolder, type Folder, type Reader } from './folder';
import type { Images, Model, Opening, Posterior, Remote } from './source';

const LIVE = 'This model is a Python function, which runs in Python.';

/** Opens a network in the browser that the engine cannot run. */
export type Fallback = (file: ArrayBuffer) => Promise<Network>;

/**
 * An open model folder. Each network runs in the engine or the fallback if they can run it, and otherwise at `remote`.
 */
class OpenedModel implements Model {
  private encoder: Promise<Network | null> | undefined;
  /** Resolves when the decoder runs elsewhere, because the engine could not run it after all. */
  private moved: Promise<void> | undefined;
  /** Lets the page notice that. */
  private notify = (): void => undefined;
  private readonly notice = createSubscriber((update) => {
    this.notify = update;
  });

  constructor(
    readonly folder: Folder,
    private readonly read: Reader,
    private decoder: Network | null,
    private readonly remote: Remote | undefined,
    private why: string,
    private readonly fallback: Fallback | undefined,
  ) {}

  get reason(): string {
    this.notice();
    return this.why;
  }

  get place(): string {
    this.notice();
    return (this.decoder ?? this.remote!).place;
  }

  async decode(lane: number, z: Vector, n: number): Promise<Images | null> {
    if (!this.decoder) return this.remote!.decode(lane, z, n);
    const {
      decoder,
      folder: {
        image: { height, width, channels, low, high },
      },
    } = this;
    const request = { lane, inputs: { [decoder.inputs[0]!.name]: z }, batch: n, pixels: { low, high } };
    let results;
    try {
      results = await decoder.run(request);
    } catch (error) {
      if (!(decoder instanceof Engine) || !isLacking(error) || !(this.fallback ?? this.remote)) throw error;
      await (this.moved ??= this.moveDecoder(error as Error));
      return this.decode(lane, z, n);
    }
    if (!results) return null;
    const bytes = results[decoder.outputs[0]!.name] as Uint8Array<ArrayBuffer>;
    if (bytes.length !== n * height * width * channels)
      throw new Error(
        `The decoder returned ${bytes.length} bytes for ${n} images of ${height} x ${width} x ${channels}.`,
      );
    return { n, height, width, channels, bytes, release: () => decoder.recycle(bytes) };
  }

  async encode(lane: number, images: Vector, n: number): Promise<Posterior | null> {
    const encoder = await (this.encoder ??= this.openEncoder());
    if (!encoder) return this.remote!.encode(lane, images, n);
    const results = await encoder.run({ lane, inputs: { [encoder.inputs[0]!.name]: images }, batch: n });
    if (!results) return null;
    const [mean, logvar] = encoder.outputs.map(({ name }) => results[name] as Vector);
    if (mean?.length !== n * this.folder.latentDim || logvar?.length !== mean.length)
      throw new Error('The encoder must output a mean and a log-variance for each latent dimension.');
    return { mean, logvar };
  }

  async atlas(): Promise<Atlas | null> {
    if (!(ATLAS in this.folder.hashes)) return null;
    return parseAtlas(await checked(ATLAS, this.read, this.folder), this.folder.latentDim);
  }

  get renewable(): boolean {
    return this.decoder instanceof Engine;
  }

  file(name: string): Promise<ArrayBuffer> {
    return checked(name, this.read, this.folder);
  }

  async renew(decoder: ArrayBuffer): Promise<void> {
    if (!(this.decoder instanceof Engine))
      throw new Error('This decoder does not run in the page, so its weights cannot be replaced.');
    await this.decoder.renew(decoder);
  }

  close(): void {
    this.decoder?.close();
    this.encoder?.then(
      (encoder) => encoder?.close(),
      () => undefined,
    );
    this.remote?.close();
  }

  private async moveDecoder({ message }: Error): Promise<void> {
    const before = this.decoder;
    this.decoder = await elsewhere(DECODER, this.read, this.folder, this.fallback);
    this.why = message;
    before?.close();
    this.notify();
  }

  private async openEncoder(): Promise<Network | null> {
    if (!canEncode(this.folder))
      throw new Error(`${this.folder.name} has no encoder, so images cannot be placed in its latent space.`);
    if (this.remote && this.folder.live.includes('encoder')) return null;
    try {
      return await Engine.open(checked(ENCODER, this.read, this.folder));
    } catch (error) {
      if (isLacking(error) && (this.fallback ?? this.remote))
        return elsewhere(ENCODER, this.read, this.folder, this.fallback);
      this.encoder = undefined;
      throw error;
    }
  }
}

/** Whether the engine cannot run a file, for whatever reason; another may run even one that it takes to be damaged. */
function isLacking(error: unknown): boolean {
  return ['InvalidModel', 'UnsupportedBrowser', 'UnsupportedModel'].includes((error as Error).name);
}

/** A network that the engine cannot run, with the fallback; null if it runs at a remote place instead. */
async function elsewhere(name: string, read: Reader, folder: Folder, fallback?: Fallback): Promise<Network | null> {
  return fallback ? fallback(await checked(name, read, folder)) : null;
}

/**
 * Opens the model folder whose files `read` reads. The folder is known before the decoder is ready, so that a page can
 * be built meanwhile.
 */
export async function openFolder(
  read: Reader,
  remote?: (folder: Folder) => Remote,
  fallback?: Fallback,
): Promise<Opening> {
  // in parallel: the manifest, the decoder and the worker
  const reading = read(MANIFEST).then((bytes) => parseFolder(new TextDecoder().decode(bytes)));
  const engine = Engine.open(checked(DECODER, read, reading));
  engine.catch(() => undefined);
  const folder = await reading;
  if (remote && (folder.live.includes('decoder') || !(DECODER in folder.hashes))) {
    engine.then(
      (unused) => unused.close(),
      () => undefined,
    );
    return { folder, model: Promise.resolve(new OpenedModel(folder, read, null, remote(folder), LIVE, fallback)) };
  }
  const model = engine.then(
    (decoder): Model => new OpenedModel(folder, read, decoder, remote?.(folder), '', fallback),
    async (error: Error): Promise<Model> => {
      if (!isLacking(error) || !(remote ?? fallback)) throw error;
      const decoder = await elsewhere(DECODER, read, folder, fallback);
      return new OpenedModel(folder, read, decoder, remote?.(folder), error.message, fallback);
    },
  );
  return { folder, model };
}
