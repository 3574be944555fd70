import type { Posterior } from '../sources/source';

/** A line that was drawn: its colour, and the places that it goes through, (k, 2). It grows while it is drawn. */
export interface Stroke {
  colour: string;
  places: number[];
}

/** An image that was drawn or dropped, as the model sees it. */
export interface Placed {
  /** Its pixels, as it was given to the encoder: channels last. */
  pixels: Uint8Array<ArrayBuffer>;
  posterior: Posterior;
  /** What it was drawn with, to be drawn again; none where it was not drawn. */
  strokes: readonly Stroke[];
}
