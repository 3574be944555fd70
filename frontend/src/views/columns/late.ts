import { COLUMNS } from '../../sources/folder';
import type { Explorer } from '../../state/explorer.svelte';
import { late } from '../late';

/** The views of columns, which a page of models without columns does not load. */
const columns = late(() => import('./columns'));

/** Reads what is known about the encoded data, once those are there. */
export function openColumns(explorer: Explorer): void {
  if (!explorer.encoded.atlas || explorer.known || !(COLUMNS in explorer.folder.hashes)) return;
  columns()
    .then((part) => part.open(explorer))
    .catch((error: Error) => explorer.say(error.message, true));
}
