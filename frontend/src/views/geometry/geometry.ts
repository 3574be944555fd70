/** The geometry of the decoder, and what shows it, in a module of its own. */
import type { Explorer } from '../../state/explorer.svelte';
import { Geometry } from '../../state/geometry/geometry.svelte';

export { default as Comparison } from './Comparison.svelte';
export { default as Contours } from '../map/fields/Contours.svelte';
export { default as Ellipses } from '../map/fields/Ellipses.svelte';
export { default as FieldLayer } from '../map/fields/FieldLayer.svelte';
export { default as FieldPanel } from '../map/fields/FieldPanel.svelte';
export { Fields } from '../map/fields/fields.svelte';

export function open(explorer: Explorer): Geometry {
  return new Geometry(explorer);
}
