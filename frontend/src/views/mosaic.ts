import type { Output, Sides } from '../outputs/output';
import type { Samples, Show } from '../sources/source';
import { resize } from './pictures';

/** How much of an image that is out of date the veil hides, and the milliseconds until it does. */
const DIM = 0.4;
const LATE = 150;

/** Where the old picture lies on the new one, as shares of its sides. */
export interface Rest {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * A picture of samples in the cells of rows and columns, which arrive together or one by one. A veil, which has
 * one pixel for each image, dims those that are out of date for long.
 */
export class Mosaic {
  /** Whether a cell's image is up to date, and how many are not. */
  private fresh: boolean[] = [];
  private stale = 0;
  private dimmed = false;
  /** The size of a cell, which has its sample in the middle. */
  private cell: Sides = { width: 1, height: 1 };
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly veil: HTMLCanvasElement,
    private readonly output: Output,
  ) {}

  /** Other images are on their way. */
  expire(): void {
    this.fresh = [];
    this.stale = this.veil.width * this.veil.height;
    if (this.dimmed) this.dim();
    else this.timer ??= setTimeout(() => this.dim(), LATE);
  }

  /** Shows all samples: `which` are their indices, row by row. */
  show({ numbers }: Samples, columns: number, which: readonly number[], cell: Sides): void {
    const height = Math.ceil(which.length / columns) * cell.height;
    resize(this.canvas, { width: columns * cell.width, height });
    this.output.drawAll(this.canvas.getContext('2d')!, numbers, which, columns, cell);
    this.settle();
  }

  /** Prepares for images that arrive one by one. The old ones stay until then. */
  reshape(cell: Sides, columns: number, rows: number, rest?: Rest): void {
    const { canvas, veil } = this;
    const { width, height } = (this.cell = cell);
    if (rest || canvas.width !== columns * width || canvas.height !== rows * height) {
      const before = new OffscreenCanvas(canvas.width, canvas.height);
      before.getContext('2d')!.drawImage(canvas, 0, 0);
      canvas.width = columns * width;
      canvas.height = rows * height;
      const { left, top, width: w, height: h } = rest ?? { left: 0, top: 0, width: 1, height: 1 };
      canvas
        .getContext('2d')!
        .drawImage(before, left * canvas.width, top * canvas.height, w * canvas.width, h * canvas.height);
    }
    veil.width = columns;
    veil.height = rows;
    this.expire();
  }

  /** Shows sample `which` in a cell, counted row by row. */
  put({ numbers }: Samples, which: number, cell: number): void {
    const { width: columns } = this.veil;
    const [x, y] = [cell % columns, Math.floor(cell / columns)];
    const { width, height } = this.cell;
    const box = { left: x * width, top: y * height, width, height };
    this.output.draw(this.canvas.getContext('2d')!, numbers, which * this.output.size, box);
    if (this.dimmed) this.veil.getContext('2d')!.clearRect(x, y, 1, 1);
    if (!this.fresh[cell]) this.stale--;
    this.fresh[cell] = true;
    if (!this.stale) this.settle();
  }

  /** Leaves a cell empty. */
  skip(cell: number): void {
    const { width: columns } = this.veil;
    const { width, height } = this.cell;
    this.canvas
      .getContext('2d')!
      .clearRect((cell % columns) * width, Math.floor(cell / columns) * height, width, height);
    if (!this.fresh[cell]) this.stale--;
    this.fresh[cell] = true;
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private dim(): void {
    const { width, height } = this.veil;
    const context = this.veil.getContext('2d')!;
    context.clearRect(0, 0, width, height);
    context.fillStyle = `rgb(0 0 0 / ${DIM})`;
    for (let cell = 0; cell < width * height; cell++)
      if (!this.fresh[cell]) context.fillRect(cell % width, Math.floor(cell / width), 1, 1);
    this.timer = undefined;
    this.dimmed = true;
  }

  private settle(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.dimmed) this.veil.getContext('2d')!.clearRect(0, 0, this.veil.width, this.veil.height);
    this.dimmed = false;
  }
}

/**
 * Receives samples in the order of `cells`, and shows them on mosaics of `count` cells each, of the given size.
 * `reshape` prepares a mosaic before the first sample, unless all come at once. Cells that are not among them stay
 * empty.
 */
export function filling(
  cells: readonly number[],
  count: number,
  columns: number,
  mosaics: readonly Mosaic[],
  reshape: (mosaic: Mosaic) => void,
  cell: Sides,
): Show {
  mosaics.forEach((mosaic) => mosaic.expire());
  let begun = false;
  const begin = (): void => {
    mosaics.forEach(reshape);
    const filled = new Set(cells);
    for (let cell = 0; cell < count * mosaics.length; cell++)
      if (!filled.has(cell)) mosaics[Math.floor(cell / count)]!.skip(cell % count);
  };
  return (samples, indices) => {
    if (samples.n === cells.length && cells.length === count * mosaics.length) {
      const which: number[] = [];
      indices.forEach((index, i) => (which[cells[index]!] = i));
      mosaics.forEach((mosaic, k) => mosaic.show(samples, columns, which.slice(k * count, (k + 1) * count), cell));
      return;
    }
    if (!begun) begin();
    begun = true;
    indices.forEach((index, i) => {
      const cell = cells[index]!;
      mosaics[Math.floor(cell / count)]?.put(samples, i, cell % count);
    });
  };
}
