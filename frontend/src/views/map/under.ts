import type { Layout } from '../../state/layout';
import type { Vector } from '../../math/vector';
import { centresOf, type Lattice } from './lattice';

/** What lies under a layout: the points of a map's tiles, and how near the data is to each. */
export interface Under {
  lattice: Lattice;
  /** (n, d), row by row from the top left. */
  points: Vector;
  /** (n,): from 1, as near as the data, to 0. */
  trust: Float32Array;
}

export function underOf(layout: Layout, lattice: Lattice): Under {
  return { lattice, ...layout.all(centresOf(lattice)) };
}
