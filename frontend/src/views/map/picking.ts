import { Grid } from '../../math/grid';
import type { Extent } from './frame';

/** A filter for points. */
type Accept = (point: number) => boolean;

/** Finds points of a map near a position, or inside an outline. */
export class Picking {
  private readonly grid: Grid;

  /** `places` (n, 2). */
  constructor(
    private readonly places: Float32Array,
    extent: Extent,
  ) {
    this.grid = new Grid(places, extent);
  }

  /** The nearest accepted point within a radius; -1 if there is none. */
  nearest(x: number, y: number, radius: number, accept: Accept = () => true): number {
    let best = -1;
    let least = radius * radius;
    this.grid.visit({ left: x - radius, right: x + radius, bottom: y - radius, top: y + radius }, (point) => {
      const square = (this.places[2 * point]! - x) ** 2 + (this.places[2 * point + 1]! - y) ** 2;
      if (square <= least && accept(point)) {
        best = point;
        least = square;
      }
    });
    return best;
  }

  /** The accepted points inside a polygon (k, 2). */
  inside(polygon: readonly number[], accept: Accept = () => true): Int32Array {
    const found: number[] = [];
    const bounds = boundsOf(polygon);
    this.grid.visit(bounds, (point) => {
      const x = this.places[2 * point]!;
      const y = this.places[2 * point + 1]!;
      if (
        x >= bounds.left &&
        x <= bounds.right &&
        y >= bounds.bottom &&
        y <= bounds.top &&
        contains(polygon, x, y) &&
        accept(point)
      )
        found.push(point);
    });
    return Int32Array.from(found).sort();
  }

  /** The approximate number of points in an extent, by whole cells. */
  count(within: Extent): number {
    return this.grid.count(within);
  }
}

function boundsOf(polygon: readonly number[]): Extent {
  const bounds = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
  for (let k = 0; k < polygon.length; k += 2) {
    bounds.left = Math.min(bounds.left, polygon[k]!);
    bounds.right = Math.max(bounds.right, polygon[k]!);
    bounds.bottom = Math.min(bounds.bottom, polygon[k + 1]!);
    bounds.top = Math.max(bounds.top, polygon[k + 1]!);
  }
  return bounds;
}

/** Whether a position is inside a closed polygon (k, 2), by ray casting. */
export function contains(polygon: readonly number[], x: number, y: number): boolean {
  let inside = false;
  const n = polygon.length;
  for (let k = 0, before = n - 2; k < n; before = k, k += 2) {
    const [y1, y2] = [polygon[k + 1]!, polygon[before + 1]!];
    if (y1 > y === y2 > y) continue;
    const [x1, x2] = [polygon[k]!, polygon[before]!];
    if (x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
  }
  return inside;
}
