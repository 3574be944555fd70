import type { Numbers, Output, Sides } from '../../outputs/output';

/** The most pictures that are kept: more than fit a screen. */
const MOST = 2048;
const COLUMNS = 64;
/** The most pixels along a side of the canvas that holds them; browsers have no larger ones everywhere. */
const MOST_SIDE = 4096;

/** Small pictures of items on one canvas, from which they are copied quickly. Those used least recently go first. */
export class Pictures {
  private readonly canvas: OffscreenCanvas;
  private readonly context: OffscreenCanvasRenderingContext2D;
  /** Where a sample is drawn before it is scaled. */
  private readonly own: OffscreenCanvasRenderingContext2D;
  private readonly slots = new Map<number, number>();
  private readonly columns: number;
  private readonly most: number;

  /** `cell` is the size of a picture in pixels. */
  constructor(
    private readonly output: Output,
    private readonly cell: Sides,
  ) {
    this.columns = Math.min(COLUMNS, Math.floor(MOST_SIDE / cell.width));
    const rows = Math.min(Math.ceil(MOST / this.columns), Math.floor(MOST_SIDE / cell.height));
    this.most = this.columns * rows;
    this.canvas = new OffscreenCanvas(this.columns * cell.width, rows * cell.height);
    this.context = this.canvas.getContext('2d')!;
    this.context.imageSmoothingQuality = 'high';
    const { width, height } = output.fixed ? output.sides : cell;
    this.own = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  }

  has(item: number): boolean {
    return this.slots.has(item);
  }

  add(item: number, sample: Numbers): void {
    const { output, own, cell } = this;
    const { canvas } = own;
    output.draw(own, sample, 0, { left: 0, top: 0, width: canvas.width, height: canvas.height });
    const slot = this.slots.size < this.most ? this.slots.size : this.freed();
    this.slots.set(item, slot);
    const [left, top] = this.placeOf(slot);
    this.context.clearRect(left, top, cell.width, cell.height);
    this.context.drawImage(canvas, left, top, cell.width, cell.height);
  }

  /** Copies an item's picture to a place of a canvas, in its units. Returns whether it is there. */
  copy(item: number, to: CanvasRenderingContext2D, x: number, y: number, { width, height }: Sides): boolean {
    const slot = this.slots.get(item);
    if (slot === undefined) return false;
    const [left, top] = this.placeOf(slot);
    to.drawImage(this.canvas, left, top, this.cell.width, this.cell.height, x, y, width, height);
    return true;
  }

  /** Marks items as used, so that they are kept. */
  use(items: readonly number[]): void {
    for (const item of items) {
      const slot = this.slots.get(item);
      if (slot === undefined) continue;
      this.slots.delete(item);
      this.slots.set(item, slot);
    }
  }

  private freed(): number {
    const [first] = this.slots;
    this.slots.delete(first![0]);
    return first![1];
  }

  private placeOf(slot: number): [number, number] {
    return [(slot % this.columns) * this.cell.width, Math.floor(slot / this.columns) * this.cell.height];
  }
}
