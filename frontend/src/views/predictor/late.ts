import type { Explorer } from '../../state/explorer.svelte';
import type { Predicting } from '../../state/predictor/predicting';
import { late } from '../late';

/** The second network, and what shows it. */
export const predictors = late(() => import('./predictor'));
const opened = new WeakMap<Explorer, Promise<Predicting>>();

/** Whether an ONNX file takes what a model decodes, and so is a predictor of it rather than a decoder. */
export async function isPredictor(file: File, explorer: Explorer): Promise<boolean> {
  // pages may be exported without what runs predictors
  const views = await predictors().catch(() => null);
  return views ? views.takes(explorer, file) : false;
}

/** Has the samples of a model read by the network of a file from now on. Rejects with a sentence if it cannot. */
export async function usePredictor(explorer: Explorer, file: File): Promise<void> {
  const predictor = await (await predictors()).ofFile(explorer, file);
  explorer.predictor?.close();
  explorer.predictor = predictor;
}

/** The network that reads the samples of a model: the one that is open, or that of its folder. */
export async function predictorOf(explorer: Explorer): Promise<Predicting> {
  if (explorer.predictor) return explorer.predictor;
  let opening = opened.get(explorer);
  if (!opening) {
    opening = predictors().then(({ ofFolder }) => ofFolder(explorer));
    opened.set(explorer, opening);
    // what failed is tried again
    opening.catch(() => opened.delete(explorer));
  }
  const predictor = await opening;
  explorer.predictor ??= predictor;
  return explorer.predictor;
}
