import type { PlaneMetric } from './plane';

/** The equal cells of a rectangle, `side` along each side, row by row from the top left. */
export interface Cells {
  left: number;
  right: number;
  bottom: number;
  top: number;
  side: number;
}

/** The centres (side², 2) of cells. */
export function centresIn({ side, ...extent }: Cells): Float32Array<ArrayBuffer> {
  return gridOf(extent, side, 0.5, 0, side * side, side);
}

/** The corners (to - from, 2) of cells from one to before another, of the (side + 1)² row by row from the top left. */
export function cornersIn({ side, ...extent }: Cells, from: number, to: number): Float32Array<ArrayBuffer> {
  return gridOf(extent, side, 0, from, to, side + 1);
}

function gridOf(
  { left, right, bottom, top }: Omit<Cells, 'side'>,
  side: number,
  shift: number,
  from: number,
  to: number,
  perRow: number,
): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: 2 * (to - from) }, (_, i) => {
    const at = from + (i >> 1);
    return i % 2
      ? top + ((Math.floor(at / perRow) + shift) / side) * (bottom - top)
      : left + (((at % perRow) + shift) / side) * (right - left);
  });
}

/**
 * The metrics of cells: of how samples change on average from one side of a cell to the other. Needs samples at the
 * corners only, which neighbours share: one for each cell, instead of four for the metric at its centre.
 */
export class CellMetrics {
  readonly found: PlaneMetric[] = [];
  /** The samples at the last side + 2 corners; that of a corner replaces the one above and left of it. */
  private recent: Float32Array | null = null;
  private next = 0;

  constructor(private readonly cells: Cells) {}

  /** Adds the samples (n, size) at the next n corners. */
  add(samples: Float32Array, n: number): void {
    const { side } = this.cells;
    const size = samples.length / n;
    const recent = (this.recent ??= new Float32Array((side + 2) * size));
    for (let i = 0; i < n; i++, this.next++) {
      const sample = samples.subarray(i * size, (i + 1) * size);
      const [at, before, above] = [0, -1, -side - 1].map((by) => this.slot(this.next + by) * size);
      if (this.next > side && this.next % (side + 1))
        this.found.push(this.metricOf(recent, [at!, above!, before!], sample));
      recent.set(sample, at);
    }
  }

  /** Of the top left, top right and bottom left corner, by where their samples begin, and of the bottom right one. */
  private metricOf(
    recent: Float32Array,
    [a, b, c]: readonly [number, number, number],
    bottomRight: Float32Array,
  ): PlaneMetric {
    const { left, right, bottom, top, side } = this.cells;
    const [width, height] = [(2 * (right - left)) / side, (2 * (top - bottom)) / side];
    let [xx, xy, yy] = [0, 0, 0];
    for (let k = 0; k < bottomRight.length; k++) {
      // the diagonals of the cell
      const down = bottomRight[k]! - recent[a + k]!;
      const up = recent[b + k]! - recent[c + k]!;
      const [x, y] = [up + down, up - down];
      xx += x * x;
      xy += x * y;
      yy += y * y;
    }
    return { xx: xx / width ** 2, xy: xy / (width * height), yy: yy / height ** 2 };
  }

  private slot(corner: number): number {
    return Math.max(0, corner) % (this.cells.side + 2);
  }
}
