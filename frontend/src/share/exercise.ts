import type { Source } from '../sources/source';
import { begin } from '../training/begin';
import { redrawn } from '../training/redrawn';
import type { Run } from '../training/run';
import { SETTINGS } from '../training/settings';

/** The training that is running, of which there is one at a time. */
let running: Run | undefined;

/**
 * Begins the training that a link of a lesson asks for, `train=mnist&dimensions=6&beta=20&epochs=10`, on what the model
 * draws from its encoded data. A training that is still running ends with the model that it has.
 */
export async function exercise(source: Source, link: string): Promise<Run> {
  const parts = new URLSearchParams(link);
  const name = parts.get('train')!;
  const entry = (await source.list()).find((one) => one.name === name);
  if (!entry) throw new Error(`This page has no model '${name}' whose pictures could be drawn.`);
  const number = (part: string, otherwise: number): number => Number(parts.get(part) ?? otherwise);
  const beta = number('beta', SETTINGS.beta);
  const settings = {
    ...SETTINGS,
    latentDim: number('dimensions', entry.latentDim),
    beta,
    epochs: number('epochs', SETTINGS.epochs),
  };
  const model = await (await source.open(entry.id)).model;
  try {
    const items = await redrawn(model, `my ${name}, beta ${beta}`);
    running?.send({ do: 'stop' });
    running = await begin(items, settings);
    return running;
  } finally {
    model.close();
  }
}
