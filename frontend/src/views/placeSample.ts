import type { Numbers } from '../outputs/output';
import type { Explorer } from '../state/explorer.svelte';
import { controls } from './conditions/late';

/**
 * Finds the latent point of a sample and moves there, unless a later sample superseded it.
 *
 * @param remark what was assumed about the sample, which is said then.
 */
export async function placeSample(explorer: Explorer, sample: Numbers, remark = ''): Promise<void> {
  const given = explorer.placing.conditional ? explorer.given : undefined;
  const posterior = await explorer.placing.find(sample);
  if (!posterior) return;
  explorer.setPlaced({ sample, posterior, strokes: [], given });
  explorer.moveTo(posterior.mean.slice());
  const words = given ? (await controls()).placedWords(explorer, given) : '';
  if (words || remark) explorer.say([remark, words].filter(Boolean).join(' '));
}
