/** The views of originals, in a module of their own. */
import { Originals } from '../../originals/originals';
import { ORIGINALS } from '../../sources/folder';
import type { Explorer } from '../../state/explorer.svelte';

export { default as Face } from './Face.svelte';
export { default as Thumbnails } from './Thumbnails.svelte';
export { default as Which } from './Which.svelte';

/** Opens the originals of a model, whose views appear then. Rejects with a sentence if they are damaged. */
export async function open(explorer: Explorer): Promise<void> {
  const { encoded, folder, model } = explorer;
  explorer.originals = await Originals.open((range) => model.part(ORIGINALS, range), encoded.atlas!.n, folder.output);
}
