import type { Explorer } from '../state/explorer.svelte';
import { plots } from './outputs/late';
import { placePicture } from './picture';
import { placeSample } from './placeSample';

/** Places a dropped or chosen file in the latent space: a picture or, for other outputs, a table or a sound. */
export async function bring(explorer: Explorer, file: File): Promise<void> {
  const { output } = explorer;
  if (output.pixels) {
    await placePicture(explorer, file);
    return;
  }
  const { sample, remark } = await (await plots()).sampleIn(file, output);
  await placeSample(explorer, sample, remark);
}
