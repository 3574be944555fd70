import type { Condition } from '../conditions/condition';
import type { Folder } from '../sources/folder';
import type { View } from './view';
import { readView, writeView } from './viewText';

/** What a link needs to know of its model. */
type Walked = Pick<Folder, 'name' | 'conditions'>;

/** The page's address after its #: the model, and the parts of the view that differ from the initial view. */
export function writeAddress({ name: model, conditions }: Walked, view: View, initial: View): string {
  return new URLSearchParams({ model, ...writeView(view, initial, conditions) })
    .toString()
    .replaceAll('%2C', ',')
    .replaceAll('%3B', ';')
    .replaceAll('%3A', ':');
}

/** The link to a view on the page at an address; the page may have written none yet. */
export function linkTo(model: Walked, view: View, initial: View, page = location.href): string {
  return new URL(`#${writeAddress(model, view, initial)}`, page).href;
}

export function modelOf(hash: string): string | null {
  return parts(hash).get('model');
}

export function readAddress(
  hash: string,
  initial: View,
  conditions: readonly Condition[] = [],
): { view: View; faults: string[] } {
  return readView(Object.fromEntries(parts(hash)), initial, conditions);
}

function parts(hash: string): URLSearchParams {
  return new URLSearchParams(hash.replace(/^#/, ''));
}
