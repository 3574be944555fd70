import { unit } from '../math/vector';
import { isModelFile } from '../sources/files';
import type { Explorer } from '../state/explorer.svelte';
import { named } from '../state/notices.svelte';
import { inReach } from '../state/view';
import { readSession } from '../state/session';
import type { Shelf } from '../state/shelf.svelte';
import { placePicture } from './picture';

/**
 * Takes a file that was dropped or chosen: a model (returns its id on the shelf), a session, a direction, or a picture
 * that is placed in the latent space. Throws a sentence for anything else, and leaves all as it was.
 */
export async function receive(file: File, explorer: Explorer | undefined, shelf: Shelf): Promise<string | undefined> {
  if (isModelFile(file.name)) return shelf.add(file);
  if (!explorer) throw new Error('No model is open yet: open one first.');
  if (/\.json$/i.test(file.name) || file.type === 'application/json') {
    const text = await file.text();
    if (text.includes('latentwalk direction')) explorer.keepDirection(readDirection(text, explorer));
    else {
      const { view, faults } = readSession(text, explorer.folder, explorer.initial);
      explorer.show(view);
      explorer.say(faults.length ? `The session was opened in part: ${named(faults)}.` : `${file.name} is open.`, faults.length > 0);
    }
    return undefined;
  }
  await placePicture(explorer, file);
  return undefined;
}

function readDirection(text: string, explorer: Explorer): { name: string; vector: Float32Array<ArrayBuffer> } {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('This file is no direction: it is not JSON.');
  }
  const { name, vector } = json;
  const { latentDim } = explorer.folder;
  if (!Array.isArray(vector) || vector.length !== latentDim || !vector.every(inReach)) {
    throw new Error(`This direction has ${Array.isArray(vector) ? vector.length : 'no'} coordinates, but ${explorer.folder.name} has ${latentDim} dimensions.`);
  }
  if (typeof name !== 'string' || !name.trim()) throw new Error('This direction has no name.');
  return { name, vector: unit(vector) };
}
