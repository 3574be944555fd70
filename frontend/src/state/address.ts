import { readView, writeView, type View } from './view';

/** The page's address after its #: the model, and the parts of the view that differ from the initial view. */
export function writeAddress(model: string, view: View, initial: View): string {
  return new URLSearchParams({ model, ...writeView(view, initial) })
    .toString()
    .replaceAll('%2C', ',')
    .replaceAll('%3B', ';')
    .replaceAll('%3A', ':');
}

/** The link to a view on the page at an address; the page may have written none yet. */
export function linkTo(model: string, view: View, initial: View, page = location.href): string {
  return new URL(`#${writeAddress(model, view, initial)}`, page).href;
}

export function modelOf(hash: string): string | null {
  return parts(hash).get('model');
}

export function readAddress(hash: string, initial: View): { view: View; faults: string[] } {
  return readView(Object.fromEntries(parts(hash)), initial);
}

function parts(hash: string): URLSearchParams {
  return new URLSearchParams(hash.replace(/^#/, ''));
}
