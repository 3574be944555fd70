/** The geometry of the decoder, in a module of its own. */
import type { Explorer } from '../../state/explorer.svelte';
import { Geometry } from '../../state/geometry/geometry.svelte';
import Comparison from './Comparison.svelte';

export function open(explorer: Explorer): Geometry {
  return new Geometry(explorer, { Comparison });
}
