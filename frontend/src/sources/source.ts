import type { Vector } from '../math/vector';
import type { Atlas } from './atlas';
import type { Folder } from './folder';

/** Decoded images: n of them, channels last, a byte a channel. */
export interface Images {
  n: number;
  height: number;
  width: number;
  channels: number;
  bytes: Uint8Array<ArrayBuffer>;
  /** To be called when the bytes have been read and will not be again. */
  release(): void;
}

/** Diagonal Gaussians over the latent space, one for each encoded image: (n, d) each. */
export interface Posterior {
  mean: Vector;
  logvar: Vector;
}

/** What runs a model's networks for a page that cannot: a server, a notebook's kernel. */
export interface Remote {
  /** For the person at the page: 'on the server'. */
  readonly place: string;
  /** As `Model.decode`. */
  decode(lane: number, z: Vector, n: number): Promise<Images | null>;
  /** As `Model.encode`. */
  encode(lane: number, images: Vector, n: number): Promise<Posterior | null>;
  close(): void;
}

/** A model at work. */
export interface Model {
  readonly folder: Folder;
  /** For the person at the page: 'here by WebAssembly'. */
  readonly place: string;
  /** Why the images are not decoded here, where they are not. */
  readonly reason: string;
  /** Points (n, d) to images. Null if a later request in the same lane took this one's place. Lane 0 goes first. */
  decode(lane: number, z: Vector, n: number): Promise<Images | null>;
  /** Images (n, c, h, w) of values in [low, high] to posteriors. Null if a later request in the same lane took this one's place. */
  encode(lane: number, images: Vector, n: number): Promise<Posterior | null>;
  /** The encoded data, or null where the folder has none. */
  atlas(): Promise<Atlas | null>;
  /** Whether `renew` can be called: where the decoder runs in this page. */
  readonly renewable: boolean;
  /** A file of the folder, which names it. */
  file(name: string): Promise<ArrayBuffer>;
  /** Decodes with another file from now on, the decoder's own with other weights. Takes it over. */
  renew(decoder: ArrayBuffer): Promise<void>;
  close(): void;
}

/** A model that a source has, before it is opened. */
export interface Entry {
  id: string;
  name: string;
  latentDim: number;
}

/** A model being opened: what its folder says is known before it can decode. */
export interface Opening {
  folder: Folder;
  model: Promise<Model>;
}

/** Where models come from: a server, a page that holds them, a notebook, a file that was dropped. */
export interface Source {
  list(): Promise<Entry[]>;
  open(id: string): Promise<Opening>;
  /** Tells whenever what models come from is lost, and when it is back. */
  watch?(changed: (lost: boolean) => void): void;
  /** Says what that means, where it is no server; `here` tells whether this model is decoded in the browser. */
  lost?(here: boolean): string;
}
