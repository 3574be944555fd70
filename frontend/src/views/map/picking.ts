import type { Extent } from './frame';

/** Average points per cell. */
const CELL = 6;
const MOST_SIDE = 1024;

/** A filter for points. */
type Accept = (point: number) => boolean;

/** Points of a plane in the cells of a regular grid, to find those near a position quickly. */
export class Picking {
  private readonly side: number;
  /** (side * side + 1,): the start of each cell's points in `points`. */
  private readonly starts: Int32Array;
  private readonly points: Int32Array;
  private readonly scaleX: number;
  private readonly scaleY: number;

  /** `places` (n, 2); points beyond the extent belong to the cells at its edge. */
  constructor(
    private readonly places: Float32Array,
    private readonly extent: Extent,
  ) {
    const n = places.length / 2;
    this.side = Math.max(1, Math.min(MOST_SIDE, Math.floor(Math.sqrt(n / CELL))));
    this.scaleX = this.side / (extent.right - extent.left || 1);
    this.scaleY = this.side / (extent.top - extent.bottom || 1);
    // counting sort by cell
    const cells = new Int32Array(n);
    this.starts = new Int32Array(this.side * this.side + 1);
    for (let i = 0; i < n; i++) {
      const cell = this.row(places[2 * i + 1]!) * this.side + this.column(places[2 * i]!);
      cells[i] = cell;
      this.starts[cell + 1]!++;
    }
    for (let cell = 0; cell < this.side * this.side; cell++) this.starts[cell + 1]! += this.starts[cell]!;
    const next = this.starts.slice(0, -1);
    this.points = new Int32Array(n);
    for (let i = 0; i < n; i++) this.points[next[cells[i]!]!++] = i;
  }

  /** The nearest accepted point within a radius; -1 if there is none. */
  nearest(x: number, y: number, radius: number, accept: Accept = () => true): number {
    let best = -1;
    let least = radius * radius;
    this.visit({ left: x - radius, right: x + radius, bottom: y - radius, top: y + radius }, (point) => {
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
    this.visit(bounds, (point) => {
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
    let count = 0;
    const [left, right] = [this.column(within.left), this.column(within.right)];
    for (let row = this.row(within.bottom); row <= this.row(within.top); row++) {
      count += this.starts[row * this.side + right + 1]! - this.starts[row * this.side + left]!;
    }
    return count;
  }

  private visit(within: Extent, visitor: (point: number) => void): void {
    const [left, right] = [this.column(within.left), this.column(within.right)];
    for (let row = this.row(within.bottom); row <= this.row(within.top); row++) {
      const end = this.starts[row * this.side + right + 1]!;
      for (let k = this.starts[row * this.side + left]!; k < end; k++) visitor(this.points[k]!);
    }
  }

  private column(x: number): number {
    return clamped((x - this.extent.left) * this.scaleX, this.side);
  }

  private row(y: number): number {
    return clamped((y - this.extent.bottom) * this.scaleY, this.side);
  }
}

function clamped(value: number, side: number): number {
  return value <= 0 ? 0 : value >= side ? side - 1 : Math.floor(value);
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
