import { ORIGINALS } from '../../sources/folder';
import type { Explorer } from '../../state/explorer.svelte';
import { late } from '../late';

type Views = typeof import('./originals');

/** The views of originals, which a page of models without originals does not load. */
const load = late(() => import('./originals'));
let loaded: Views | null = $state.raw(null);
const begun = new WeakSet<Explorer>();

/** Opens the originals of a model, once its encoded data are there. */
export function openOriginals(explorer: Explorer): void {
  const { encoded, folder } = explorer;
  if (!encoded.atlas || begun.has(explorer) || !(ORIGINALS in folder.hashes)) return;
  begun.add(explorer);
  load()
    .then((views) => {
      loaded = views;
      return views.open(explorer);
    })
    .catch((error: Error) => {
      begun.delete(explorer);
      explorer.say(error.message, true);
    });
}

/** The views, if the originals of this model are open. */
export function viewsOf(explorer: Explorer): Views | null {
  return explorer.originals && loaded;
}
