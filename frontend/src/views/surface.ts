import { getContext, setContext } from 'svelte';

const KEY = 'surface';
type Surface = () => Window | HTMLElement;

/** Says where this page's keys, drops and pastes are listened for. */
export function setSurface(surface: Surface): void {
  setContext(KEY, surface);
}

/** The window; where the page is a part of another's, only the element that it fills, so that the rest stays the other's. */
export function getSurface(): Surface {
  return getContext<Surface | undefined>(KEY) ?? (() => window);
}
