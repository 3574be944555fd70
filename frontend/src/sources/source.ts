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

/** Where latent points become images. */
export interface Source {
  /** For the person at the page: 'here by WebAssembly'. */
  readonly place: string;
  /** Null if a later request in the same lane took this one's place. Lane 0 goes first. */
  decode(lane: number, z: Float32Array<ArrayBuffer>, n: number): Promise<Images | null>;
}
