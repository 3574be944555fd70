import { isFound } from '../../math/walk';
import type { Explorer } from '../../state/explorer.svelte';
import { late } from '../late';

/** What needs the geometry of the decoder, which a page without a path does not load. */
const geometry = late(() => import('./geometry'));

/** Prepares the geometry once there is a path that may need it. */
export function openGeometry(explorer: Explorer): void {
  const { curve } = explorer.view;
  if (explorer.geometry || explorer.path.pins.length < 2 || !(isFound(curve) || explorer.shows('path'))) return;
  geometry()
    .then((part) => (explorer.geometry ??= part.open(explorer)))
    .catch((error: Error) => explorer.say(error.message, true));
}
