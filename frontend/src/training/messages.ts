import type { Vector } from '../math/vector';
import type { Shown } from '../sources/snapshots';
import type { Command, Update } from '../sources/training';
import type { Architecture } from './architecture';
import type { Part } from './batches';
import type { Earlier } from './earlier';
import type { Items } from './items';
import type { Files } from './modelFolder';
import type { Likelihood, Sums } from './network';
import type { Settings } from './settings';

/** To a worker: it leads a run, with a port to each of those that help it, or helps in one. */
export type Order =
  | { lead: { items: Items; settings: Settings; from: Earlier | null; ports: MessagePort[] } }
  | { help: { architecture: Architecture; likelihood: Likelihood; port: MessagePort } }
  | { command: Command }
  /** The user moves something: steps are to wait, so that the page has the processor. */
  | { hand: true };

/** From the worker that leads. */
export type News =
  | { begun: Files }
  | { update: Update }
  | { shown: Shown }
  | { rejected: string }
  /** The model as it is, for the case that the run is not finished. */
  | { kept: Files }
  | { made: Files }
  | { failed: string };

/** From the leading worker to a helping one, and back. */
export interface Task {
  part: Part;
  beta: number;
  weights: Vector;
}

export interface Result {
  sums: Sums;
  gradient: Vector;
}
