import type { Posterior } from '../sources/source';

/** A drawn line: its colour, and its points (k, 2). It grows while it is drawn. */
export interface Stroke {
  colour: string;
  places: number[];
}

/** An image that was drawn or dropped, as the model gets it. */
export interface Placed {
  /** Its pixels as given to the encoder, channels last. */
  pixels: Uint8Array<ArrayBuffer>;
  posterior: Posterior;
  /** Its strokes, so that it can be redrawn; empty if it was not drawn. */
  strokes: readonly Stroke[];
}
