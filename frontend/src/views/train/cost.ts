import { workOf, type Architecture } from '../../training/architecture';
import { RECIPE } from '../../training/descent';
import { workersFor } from '../../training/run';

/** Multiply-adds that a worker makes in a second on a common computer. */
const SPEED = 1e10;
/** Steps that a network needs to learn something. */
const STEPS = 800;

/** The epochs that are offered. */
export const EPOCHS = [10, 20, 40, 100, 200] as const;

/** The seconds that a run takes, roughly. */
export function secondsOf(architecture: Architecture, count: number, epochs: number): number {
  return (workOf(architecture) * count * epochs) / (SPEED * workersFor(architecture.item));
}

/** The number of epochs that gives a network enough steps for so many items. */
export function epochsFor(count: number): number {
  const wanted = STEPS / Math.ceil(count / RECIPE.batchSize);
  return EPOCHS.find((epochs) => epochs >= wanted) ?? EPOCHS.at(-1)!;
}

/** A duration for people: 'about 20 seconds'. */
export function lasting(seconds: number): string {
  if (seconds < 5) return 'a few seconds';
  if (seconds < 90) return `about ${Math.round(seconds / 5) * 5} seconds`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} minutes`;
  return `about ${(seconds / 3600).toFixed(1)} hours`;
}
