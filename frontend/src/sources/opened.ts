import { createSubscriber } from 'svelte/reactivity';
import { Engine } from '../engine/client';
import type { Network } from '../engine/network';
import type { Vector } from '../math/vector';
import type { Rendering } from '../schedule/progress';
import { parseAtlas, type Atlas } from './atlas';
import { Decoder, workersFor } from './decoder';
import { openOnGpu } from './helper';
import { encoderHere, encoderThere, type Encoder } from './encoder';
import {
  ATLAS,
  canEncode,
  checked,
  DECODER,
  ENCODER,
  MANIFEST,
  parseFolder,
  type Folder,
  type Range,
  type Reader,
} from './folder';
import type { Model, Opening, Posterior, Remote, Samples, Show } from './source';

const LIVE = 'This model is a Python function, which runs in Python.';

/** Opens a network in the browser that the engine cannot run. */
export type Fallback = (file: ArrayBuffer) => Promise<Network>;

/**
 * An open model folder. Each network runs in the engine or the fallback if they can run it, and otherwise at `remote`.
 */
class OpenedModel implements Model {
  private encoder: Promise<Encoder> | undefined;
  /** Resolves when the decoder runs elsewhere, because the engine could not run it after all. */
  private moved: Promise<void> | undefined;
  private watchers: Partial<Decoder> = { onplace: () => this.notify() };
  /** Lets the page notice that. */
  private notify = (): void => undefined;
  private readonly notice = createSubscriber((update) => {
    this.notify = update;
  });

  constructor(
    readonly folder: Folder,
    private readonly read: Reader,
    private decoder: Decoder,
    private readonly remote: Remote | undefined,
    private why: string,
    private readonly fallback: Fallback | undefined,
    /** Opens the decoder elsewhere; unset if it is there, or there is no other place. */
    private elsewhere?: () => Promise<Decoder>,
  ) {
    Object.assign(this.decoder, this.watchers);
  }

  get reason(): string {
    this.notice();
    return this.why || this.decoder.remark;
  }

  get place(): string {
    this.notice();
    return this.decoder.place;
  }

  watch(onprogress: (rendering: Rendering | null) => void, onloss: (message: string) => void): void {
    Object.assign(this.watchers, { onprogress, onloss });
    Object.assign(this.decoder, this.watchers);
  }

  decode(lane: number, z: Vector, n: number, exact?: boolean): Promise<Samples | null> {
    return this.withDecoder((decoder) => decoder.decode(lane, z, n, exact));
  }

  stream(lane: number, z: Vector, n: number, least: number, show: Show): Promise<void> {
    return this.withDecoder((decoder) => decoder.stream(lane, z, n, least, show));
  }

  async encode(lane: number, samples: Vector, n: number): Promise<Posterior | null> {
    const encoder = await (this.encoder ??= this.openEncoder());
    return encoder.encode(lane, samples, n);
  }

  get predictThere(): Remote['predict'] | null {
    const { remote } = this;
    return remote ? (lane, samples, n) => remote.predict(lane, samples, n) : null;
  }

  async openNetwork(read: () => Promise<ArrayBuffer>): Promise<Network> {
    try {
      return await Engine.open(await read());
    } catch (error) {
      if (!isLacking(error) || !this.fallback) throw error;
      return this.fallback(await read());
    }
  }

  async atlas(): Promise<Atlas | null> {
    if (!(ATLAS in this.folder.hashes)) return null;
    const { latentDim, conditions } = this.folder;
    return parseAtlas(await checked(ATLAS, this.read, this.folder), latentDim, conditions);
  }

  get renewable(): boolean {
    return this.decoder.renewable;
  }

  file(name: string): Promise<ArrayBuffer> {
    return checked(name, this.read, this.folder);
  }

  part(name: string, range: Range): Promise<ArrayBuffer> {
    return this.read(name, range);
  }

  async renew(decoder: ArrayBuffer): Promise<void> {
    if (!this.renewable) throw new Error('This decoder does not run in the page, so its weights cannot be replaced.');
    await this.decoder.renew(decoder);
  }

  close(): void {
    this.decoder.close();
    this.encoder?.then(
      (encoder) => encoder.close(),
      () => undefined,
    );
    this.remote?.close();
  }

  /** Decodes; elsewhere, if the engine turns out to lack something. */
  private async withDecoder<T>(work: (decoder: Decoder) => Promise<T>): Promise<T> {
    const { decoder } = this;
    try {
      return await work(decoder);
    } catch (error) {
      if (!this.moved && (!isLacking(error) || !this.elsewhere)) throw error;
      await (this.moved ??= this.move(error as Error));
      if (decoder === this.decoder) throw error;
      return await work(this.decoder);
    }
  }

  private async move({ message }: Error): Promise<void> {
    const before = this.decoder;
    this.decoder = Object.assign(await this.elsewhere!(), this.watchers);
    this.why = message;
    before.close();
    this.notify();
  }

  private async openEncoder(): Promise<Encoder> {
    const { folder, remote } = this;
    if (!canEncode(folder))
      throw new Error(`${folder.name} has no encoder, so images cannot be placed in its latent space.`);
    if (remote && folder.live.includes('encoder')) return encoderThere(remote);
    const open = (): Promise<Network> => this.openNetwork(() => this.file(ENCODER));
    try {
      return encoderHere(await open(), folder, open);
    } catch (error) {
      if (isLacking(error) && remote) return encoderThere(remote);
      this.encoder = undefined;
      throw error;
    }
  }
}

/** Whether the engine cannot run a file, for whatever reason; another may run even one that it takes to be damaged. */
function isLacking(error: unknown): boolean {
  return ['InvalidModel', 'UnsupportedBrowser', 'UnsupportedModel'].includes((error as Error).name);
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
  const reread = (): Promise<ArrayBuffer> => checked(DECODER, read, reading);
  const file = reread();
  let most = 1;
  file.then(
    ({ byteLength }) => (most = workersFor(byteLength, globalThis.navigator?.hardwareConcurrency ?? 1)),
    () => undefined,
  );
  const engine = Engine.open(file);
  engine.catch(() => undefined);
  const folder = await reading;
  const decodedBy = (network: Network, open: (bytes: ArrayBuffer) => Promise<Network>): Decoder =>
    Decoder.here(
      network,
      folder,
      async () => open(await reread()),
      // a network that learns in this page needs the other processors itself
      folder.training ? 1 : most,
      () => openOnGpu(reread),
    );
  const there = remote?.(folder);
  if (there && (folder.live.includes('decoder') || !(DECODER in folder.hashes))) {
    engine.then(
      (unused) => unused.close(),
      () => undefined,
    );
    const decoder = Decoder.there(there, folder);
    return { folder, model: Promise.resolve(new OpenedModel(folder, read, decoder, there, LIVE, fallback)) };
  }
  const elsewhere = fallback
    ? async () => decodedBy(await fallback(await reread()), fallback)
    : there && (() => Promise.resolve(Decoder.there(there, folder)));
  const model = engine.then(
    (network): Model => {
      const decoder = decodedBy(network, (bytes) => Engine.open(bytes));
      return new OpenedModel(folder, read, decoder, there, '', fallback, elsewhere);
    },
    async (error: Error): Promise<Model> => {
      if (!isLacking(error) || !elsewhere) throw error;
      return new OpenedModel(folder, read, await elsewhere(), there, error.message, fallback);
    },
  );
  return { folder, model };
}
