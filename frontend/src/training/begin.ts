import type { Earlier } from './earlier';
import type { Items } from './items';
import { Run } from './run';
import type { Settings } from './settings';

/**
 * Begins a run, whose worker is loaded first, with random weights or those of an earlier network. The items' values
 * move to it.
 */
export async function begin(items: Items, settings: Settings, from: Earlier | null = null): Promise<Run> {
  const { default: TrainingWorker } = await import('./training.worker?worker&inline');
  return new Run(items, settings, () => new TrainingWorker(), from);
}
