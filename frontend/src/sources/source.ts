import type { Network } from '../engine/network';
import type { Vector } from '../math/vector';
import type { Numbers } from '../outputs/output';
import type { Rendering } from '../schedule/progress';
import type { Atlas } from './atlas';
import type { Folder, Range } from './folder';
import type { Tile } from './tile';

/** Decoded samples: n of them, one after the other. */
export interface Samples {
  n: number;
  numbers: Numbers;
  /** Must be called once the numbers are no longer needed. */
  release(): void;
}

/** Receives some of the samples that were asked for, given by their indices. They are valid only during the call. */
export type Show = (samples: Samples, indices: readonly number[]) => void;

/** Diagonal Gaussians over the latent space, one for each encoded sample: (n, d) each. */
export interface Posterior {
  mean: Vector;
  logvar: Vector;
}

/** Runs a model's networks for a page that cannot run them: on the server or in a notebook's kernel. */
export interface Remote {
  /** Where it runs, as the page shows it: 'on the server'. */
  readonly place: string;
  /** As `Model.decode`. */
  decode(lane: number, z: Vector, n: number, exact?: boolean): Promise<Samples | null>;
  /** As `Model.encode`. */
  encode(lane: number, samples: Vector, n: number): Promise<Posterior | null>;
  /** Scores (n, k) of the folder's predictor for samples in the model's values; null as for `encode`. */
  predict(lane: number, samples: Vector, n: number): Promise<Vector | null>;
  close(): void;
}

/** An open model. */
export interface Model {
  readonly folder: Folder;
  /** Where it decodes, as the page shows it: 'in this browser'. */
  readonly place: string;
  /** Why it does not decode in the browser, or not on its GPU although the model is heavy; otherwise ''. */
  readonly reason: string;
  /**
   * Decodes rows (n, d + w): points, with the numbers of the conditions after each. Null if a later request in the same
   * lane superseded this one. Lane 0 goes first. `exact` decodes images too to the model's values, in its own order,
   * instead of pixels.
   */
  decode(lane: number, z: Vector, n: number, exact?: boolean): Promise<Samples | null>;
  /**
   * Decodes rows (n, d + w), the most important first, and shows the samples as they arrive. A later request in the
   * same lane ends this one once its first `least` samples are shown.
   */
  stream(lane: number, z: Vector, n: number, least: number, show: Show): Promise<void>;
  /**
   * Sets what receives the progress of what is streamed, if that takes long (null once it is there), and a sentence
   * when a worker has stopped.
   */
  watch(onprogress: (rendering: Rendering | null) => void, onloss: (message: string) => void): void;
  /**
   * Encodes samples (n, ...) in the model's values; if the encoder is conditional, the numbers of the conditions follow
   * each. Null if a later request in the same lane superseded this one.
   */
  encode(lane: number, samples: Vector, n: number): Promise<Posterior | null>;
  /** As `Remote.predict`, where the model comes from; unset where there is only this browser. */
  readonly predictThere: Remote['predict'] | null;
  /** Opens a further network, such as a predictor, in this browser. Rejects with a sentence. */
  openNetwork(read: () => Promise<ArrayBuffer>): Promise<Network>;
  /** The encoded data; null if the folder has none. */
  atlas(): Promise<Atlas | null>;
  /** Whether `renew` is supported: the decoder runs in this page. */
  readonly renewable: boolean;
  /** A file that the folder lists. */
  file(name: string): Promise<ArrayBuffer>;
  /** A part of such a file, unchecked; or the whole file, where parts cannot be read. */
  part(name: string, range: Range): Promise<ArrayBuffer>;
  /** Decodes with another file from now on: the same decoder with other weights. The file is transferred. */
  renew(decoder: ArrayBuffer): Promise<void>;
  close(): void;
}

/** A model that a source offers, before it is opened. */
export interface Entry {
  id: string;
  name: string;
  latentDim: number;
  /** Its place in the gallery, if the source has one. */
  tile?: Tile | null;
}

/** A model that is being opened: its folder is known before it can decode. */
export interface Opening {
  folder: Folder;
  model: Promise<Model>;
}

/** Provides models: a server, an exported page, a notebook, or a dropped file. */
export interface Source {
  list(): Promise<Entry[]>;
  open(id: string): Promise<Opening>;
  /** Calls back when the connection to the models is lost and when it is restored. */
  watch?(changed: (lost: boolean) => void): void;
  /** The sentence that the page shows then; `here` is whether this model decodes in the browser. */
  lost?(here: boolean): string;
}
