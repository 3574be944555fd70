import { isModelFile } from '../sources/files';
import type { Explorer } from '../state/explorer.svelte';
import { named } from '../state/notices.svelte';
import { isolated } from '../state/names';
import { readDirection } from '../state/direction';
import { readSession } from '../state/session';
import type { Shelf } from '../state/shelf.svelte';
import { bring } from './bring';
import { isPredictor, usePredictor } from './predictor/late';

/**
 * Handles a dropped or chosen file: a model (returns its id), a second network, a session, a direction, or a picture, a
 * table or a sound, which is placed in the latent space. Throws a sentence for anything else, and changes nothing then.
 */
export async function receive(file: File, explorer: Explorer | undefined, shelf: Shelf): Promise<string | undefined> {
  if (explorer && /\.onnx$/i.test(file.name) && (await isPredictor(file, explorer))) {
    await usePredictor(explorer, file);
    return undefined;
  }
  if (isModelFile(file.name)) return shelf.add(file);
  if (!explorer) throw new Error('No model is open yet: open one first.');
  if (/\.json$/i.test(file.name) || file.type === 'application/json') {
    const text = await file.text();
    if (text.includes('latentwalk direction')) explorer.keepDirection(readDirection(text, explorer.folder));
    else {
      const { view, faults } = readSession(text, explorer.folder, explorer.initial);
      explorer.show(view);
      explorer.say(
        faults.length ? `The session was opened in part: ${named(faults)}.` : `${isolated(file.name)} is open.`,
        faults.length > 0,
      );
    }
    return undefined;
  }
  await bring(explorer, file);
  return undefined;
}
