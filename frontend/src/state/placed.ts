import type { Vector } from '../math/vector';
import type { Numbers } from '../outputs/output';
import type { Posterior } from '../sources/source';

/** A drawn line: its colour, and its points (k, 2). It grows while it is drawn. */
export interface Stroke {
  colour: string;
  places: number[];
}

/** A sample that was drawn or dropped, as the model gets it. */
export interface Placed {
  sample: Numbers;
  posterior: Posterior;
  /** Its strokes, so that it can be redrawn; empty if it was not drawn. */
  strokes: readonly Stroke[];
  /** What it was encoded with: the numbers of the conditions, if the encoder or the search takes them. */
  given?: Vector | undefined;
}
