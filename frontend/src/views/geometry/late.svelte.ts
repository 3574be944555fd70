import { isFound } from '../../math/walk';
import type { Explorer } from '../../state/explorer.svelte';
import { late } from '../late';

type Views = typeof import('./geometry');

/** What needs the geometry of the decoder, which the first picture does not. */
const load = late(() => import('./geometry'));
let loaded: Views | null = $state.raw(null);

/** Prepares the geometry once there is a path that may need it, or a map that may show it. */
export function openGeometry(explorer: Explorer): void {
  const { encoded, folder, path, view } = explorer;
  const mapped = folder.latentDim > 1 && explorer.shows('map') && encoded.state.is !== 'loading';
  const pathed = path.pins.length > 1 && (isFound(view.curve) || explorer.shows('path'));
  if (explorer.geometry || !(mapped || pathed)) return;
  load()
    .then((views) => {
      loaded = views;
      if (!explorer.closed) explorer.geometry ??= views.open(explorer);
    })
    .catch((error: Error) => explorer.say(error.message, true));
}

/** The views, if the geometry of this model is ready. */
export function viewsOf(explorer: Explorer): Views | null {
  return explorer.geometry && loaded;
}
