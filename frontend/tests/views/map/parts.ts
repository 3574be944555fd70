import type { Folder } from '../../../src/sources/folder';
import type { Atlas } from '../../../src/sources/atlas';
import type { Explorer } from '../../../src/state/explorer.svelte';
import { Chart } from '../../../src/views/map/chart.svelte';
import { walked, type Fake } from '../world';

/** The chart of a map of some size, without the map. */
export async function charted(
  parts: Partial<Folder> & { data?: Atlas | null } = {},
  width = 400,
  height = 300,
): Promise<{ chart: Chart; explorer: Explorer; model: Fake }> {
  const { explorer, model } = await walked(parts);
  const chart = new Chart(explorer);
  [chart.width, chart.height] = [width, height];
  return { chart, explorer, model };
}

/** A group of encoded images: indices from `from` up to `to`. */
export function group(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}
