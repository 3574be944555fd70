import { getContext, setContext } from 'svelte';

const KEY = 'surface';
type Surface = () => Window | HTMLElement;

/** Sets where this page listens for keys, drops and pastes. */
export function setSurface(surface: Surface): void {
  setContext(KEY, surface);
}

/** The window or, for an embedded page, only its own element, so that the rest of the host page is unaffected. */
export function getSurface(): Surface {
  return getContext<Surface | undefined>(KEY) ?? (() => window);
}
