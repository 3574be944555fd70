import { contours } from 'd3-contour';
import { densityOn, levelsOf } from '../../../math/geometry/kernel';
import type { Chart } from '../chart.svelte';
import { extentOf, type Extent } from '../frame';

/** Cells along each side of the whole map. */
export const SIDE = 96;
const SHARES = [0.95, 0.8, 0.5];

/**
 * Lines around the densest regions of the data that are shown, those with 50, 80 and 95 % of it: a path in units of the
 * cells of a box. Null without data.
 */
export function contoursOf(chart: Chart): { path: string; box: Extent } | null {
  const { places, kinds, whole, size } = chart;
  if (!places || !kinds) return null;
  const box = extentOf(whole, size);
  const density = densityOn(places, (point) => chart.stands(kinds, point), box, SIDE);
  const levels = levelsOf(density, SHARES);
  if (!(levels[0]! > 0)) return null;
  const all = contours().size([SIDE, SIDE]).smooth(true);
  const values = Array.from(density);
  const path = levels
    .flatMap((level) => all.contour(values, level).coordinates.flat())
    .map((ring) => `M${ring.map(([x, y]) => `${x!.toFixed(2)} ${y!.toFixed(2)}`).join('L')}Z`)
    .join('');
  return { path, box };
}
