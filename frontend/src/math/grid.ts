/** Average points per cell. */
const CELL = 6;
const MOST_SIDE = 1024;

/** A box on the plane. */
export interface Box {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** Points of a plane in the cells of a regular grid, to find those near a position quickly. */
export class Grid {
  private readonly side: number;
  /** (side * side + 1,): the start of each cell's points in `points`. */
  private readonly starts: Int32Array;
  private readonly points: Int32Array;
  private readonly scaleX: number;
  private readonly scaleY: number;

  /** `places` (n, 2); points beyond the box belong to the cells at its edge. */
  constructor(
    private readonly places: Float32Array,
    private readonly box: Box,
  ) {
    const n = places.length / 2;
    this.side = Math.max(1, Math.min(MOST_SIDE, Math.floor(Math.sqrt(n / CELL))));
    this.scaleX = this.side / (box.right - box.left || 1);
    this.scaleY = this.side / (box.top - box.bottom || 1);
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

  /** A grid whose box contains all points. */
  static around(places: Float32Array): Grid {
    const box = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
    for (let i = 0; i < places.length; i += 2) {
      box.left = Math.min(box.left, places[i]!);
      box.right = Math.max(box.right, places[i]!);
      box.bottom = Math.min(box.bottom, places[i + 1]!);
      box.top = Math.max(box.top, places[i + 1]!);
    }
    return new Grid(places, box);
  }

  /** The k nearest of the points, all of which must lie in the box: nearest first, with their distances. */
  nearest(x: number, y: number, k: number): { points: number[]; distances: number[] } {
    const { places, starts, side } = this;
    const points: number[] = [];
    const squares: number[] = [];
    let [count, worst] = [0, Infinity];
    const [column, row] = [this.column(x), this.row(y)];
    const step = Math.min(1 / this.scaleX, 1 / this.scaleY);
    // rings of cells around that of the position: what lies outside ring r is r cells away, or farther
    for (let ring = 0; ring < side; ring++) {
      const last = Math.min(side - 1, row + ring);
      for (let at = Math.max(0, row - ring); at <= last; at++) {
        const by = Math.abs(at - row) === ring ? 1 : 2 * ring;
        for (let c = column - ring; c <= column + ring; c += by) {
          if (c < 0 || c >= side) continue;
          const cell = at * side + c;
          const end = starts[cell + 1]!;
          for (let i = starts[cell]!; i < end; i++) {
            const point = this.points[i]!;
            const dx = places[2 * point]! - x;
            const dy = places[2 * point + 1]! - y;
            const square = dx * dx + dy * dy;
            if (square >= worst) continue;
            let to = count < k ? count++ : k - 1;
            for (; to > 0 && squares[to - 1]! > square; to--) {
              squares[to] = squares[to - 1]!;
              points[to] = points[to - 1]!;
            }
            squares[to] = square;
            points[to] = point;
            if (count === k) worst = squares[k - 1]!;
          }
        }
      }
      if (worst <= (ring * step) ** 2) break;
    }
    return { points, distances: squares.map(Math.sqrt) };
  }

  /** The approximate number of points in a box, by whole cells. */
  count(within: Box): number {
    let count = 0;
    const [left, right] = [this.column(within.left), this.column(within.right)];
    for (let row = this.row(within.bottom); row <= this.row(within.top); row++) {
      count += this.starts[row * this.side + right + 1]! - this.starts[row * this.side + left]!;
    }
    return count;
  }

  /** Calls `visitor` with the points in the cells of a box. */
  visit(within: Box, visitor: (point: number) => void): void {
    const [left, right] = [this.column(within.left), this.column(within.right)];
    for (let row = this.row(within.bottom); row <= this.row(within.top); row++) {
      const end = this.starts[row * this.side + right + 1]!;
      for (let k = this.starts[row * this.side + left]!; k < end; k++) visitor(this.points[k]!);
    }
  }

  private column(x: number): number {
    return clamped((x - this.box.left) * this.scaleX, this.side);
  }

  private row(y: number): number {
    return clamped((y - this.box.bottom) * this.scaleY, this.side);
  }
}

function clamped(value: number, side: number): number {
  return value <= 0 ? 0 : value >= side ? side - 1 : Math.floor(value);
}
