/** The views of what changes at a place, in a module of their own. */
import type { Explorer } from '../../state/explorer.svelte';
import { Pull } from '../../state/pull.svelte';
import Handle from './Handle.svelte';
import Tools from './Tools.svelte';

export { default as Axes } from './Axes.svelte';

/** A tool that pulls the sample of an explorer. */
export function pullOf(explorer: Explorer): Pull {
  return new Pull(explorer, { Tools, Handle });
}
