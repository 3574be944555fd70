import type { Items } from './items';
import { Run } from './run';
import type { Settings } from './settings';

/** Begins a run, whose worker is loaded first. The items' pixels move to it. */
export async function begin(items: Items, settings: Settings): Promise<Run> {
  const { default: TrainingWorker } = await import('./training.worker?worker&inline');
  return new Run(items, settings, () => new TrainingWorker());
}
