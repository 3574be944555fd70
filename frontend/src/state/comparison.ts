/** What an explorer needs of a comparison of two models: as the first of them, and as the second. */
import type { Vector } from '../math/vector';
import type { Step } from './history';
import type { Direction, View } from './view';

/** What the first model's explorer needs of the comparison. */
export interface Comparison {
  /** Where the second model's preset of a name lies, if presets move both models. */
  presetThere(name: string): Vector | undefined;
  close(): void;
}

/** Decides what happens to the moves of the second of two compared models. The first keeps the history. */
export interface Lead {
  /** The last step. */
  readonly step: Step;
  /** What of a sample both draw; null if their samples differ. */
  readonly seen: string | null;
  /** What both show of an encoded item. */
  readonly item: View['item'];
  /** Has both draw something else of a sample. */
  see(seen: string): void;
  /** As `Explorer.commit`. */
  commit(of?: Step): void;
  /** Takes over a change of z. */
  change(z: Vector): void;
  /** Shares the numbers (w,) of the second model's conditions. */
  give(given: Vector): void;
  /** Takes over a movement to z. */
  moveTo(z: Vector): void;
  /** Keeps a direction, if it is one of the first model's too. */
  keepDirection(direction: Direction): boolean;
}
