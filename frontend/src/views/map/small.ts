import type { Paint } from '../../columns/colours';
import { FAINT, PALETTE, parsed } from '../../columns/palette';
import { BEHIND, HIDDEN, type Chart } from './chart.svelte';
import { fromPixels, type Size } from './frame';
import type { Cloud } from './splats';

/** The opacity of dots in a small map, and of those behind the filters or outside the groups. */
const [CLEAR, BACK] = [0.9, 0.35];

/** The points of a map in the colours of a column, whatever the map itself is coloured by; null without points. */
export function cloudIn({ places, kinds }: Chart, { of, colours }: Paint): Cloud | null {
  if (!places || !kinds) return null;
  return {
    places,
    colour: kinds.map((kind, i) => (kind === HIDDEN || kind === BEHIND ? kind : BEHIND + 1 + of[i]!)),
    colours: [
      ...PALETTE.map(() => null),
      null,
      null,
      [...parsed(FAINT), BACK],
      ...colours.map((hex) => [...parsed(hex), CLEAR] as const),
    ],
  };
}

/** The visible points of a map within a rectangle of a small one that shows the same, between two places in pixels. */
export function within(chart: Chart, size: Size, from: readonly number[], to: readonly number[]): Int32Array {
  const [left, top] = fromPixels(chart.frame, size, from[0]!, from[1]!);
  const [right, bottom] = fromPixels(chart.frame, size, to[0]!, to[1]!);
  const corners = [left, top, right, top, right, bottom, left, bottom];
  return chart.picking?.inside(corners, chart.shown) ?? new Int32Array();
}
