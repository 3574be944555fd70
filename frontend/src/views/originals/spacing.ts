import { strideOver } from '../../math/stride';
import type { Extent } from '../map/frame';

/** Levels per factor of two: at each, the pictures are a little smaller on the plane, and there is room for more. */
const STEPS = 2;
/** The first level: the map eight times as wide as its data. */
const FIRST = -6;
/** Points that a level up to 0 looks at: more than fit. Each further level shows half the plane, and looks at twice. */
const LOOKED = 2 ** 15;
/** Points between two checks of the time. */
const BATCH = 2048;
/** Slots of an empty table. */
const LEAST = 64;

/**
 * Chooses points of a plane whose pictures do not overlap. At each level the points are taken in a fixed order if there
 * is room; what a level has taken, the next ones keep. So the choice depends on the level only: nothing changes while
 * the map is moved, and zooming in only adds pictures.
 */
export class Spacing {
  /** The points that were taken, and how many of them each level has, from the first. */
  private readonly taken: number[] = [];
  private readonly ends: number[] = [];
  /** The other points, in their order. */
  private rest: Uint32Array;
  private job: Generator<undefined, Cells> | null = null;
  private cells: Cells | null = null;

  /**
   * `places` (n, 2); `order` has the points that may be taken, the most important first; `width` and `height` are those
   * of a picture, on the plane, at level 0.
   */
  constructor(
    private readonly places: Float32Array,
    order: Uint32Array,
    private readonly width: number,
    private readonly height: number,
  ) {
    this.rest = order.slice();
  }

  /** The level for a magnification of the plane. */
  static levelOf(magnification: number): number {
    return Math.max(FIRST, Math.floor(STEPS * Math.log2(magnification) + 1e-9));
  }

  /** Works towards a level until the time is up. Returns whether it is complete. */
  advance(level: number, milliseconds: number): boolean {
    const end = performance.now() + milliseconds;
    while (this.done < level) {
      this.job ??= this.take(this.done + 1);
      const { value, done } = this.job.next();
      if (done) {
        this.job = null;
        this.cells = value;
        this.ends.push(this.taken.length);
      }
      if (performance.now() > end) break;
    }
    return this.done >= level;
  }

  /** The chosen points in an extent, and a few beyond it: at a level, or at the highest below it that is complete. */
  within({ left, right, bottom, top }: Extent, level: number): number[] {
    const shown = Math.min(level, this.done);
    if (shown < FIRST) return [];
    const cells = this.cellsOf(shown);
    const found: number[] = [];
    const [first, last] = [cells.column(left) - 1, cells.column(right) + 1];
    for (let row = cells.row(bottom) - 1; row <= cells.row(top) + 1; row++)
      for (let column = first; column <= last; column++) {
        const point = cells.at(column, row);
        if (point >= 0) found.push(point);
      }
    return found;
  }

  /** The highest level that is complete. */
  private get done(): number {
    return FIRST + this.ends.length - 1;
  }

  private cellsOf(level: number): Cells {
    if (this.cells?.level === level) return this.cells;
    this.cells = this.emptyCells(level);
    for (let i = 0; i < this.ends[level - FIRST]!; i++) this.cells.add(this.taken[i]!);
    return this.cells;
  }

  private emptyCells(level: number): Cells {
    const scale = 2 ** (-level / STEPS);
    return new Cells(this.places, level, this.width * scale, this.height * scale);
  }

  private *take(level: number): Generator<undefined, Cells> {
    const { places, taken, rest } = this;
    const cells = this.emptyCells(level);
    const { width, height } = cells;
    for (let i = 0; i < taken.length; i++) {
      if (i % BATCH === BATCH - 1) yield;
      cells.add(taken[i]!);
    }
    const end = Math.min(rest.length, LOOKED * 2 ** Math.max(0, level));
    let left = 0;
    for (let k = 0; k < end; k++) {
      if (k % BATCH === BATCH - 1) yield;
      const point = rest[k]!;
      const x = places[2 * point]!;
      const y = places[2 * point + 1]!;
      const column = cells.column(x);
      const row = cells.row(y);
      let free = cells.at(column, row) < 0;
      for (let near = 0; free && near < 9; near++) {
        const other = near === 4 ? -1 : cells.at(column + (near % 3) - 1, row + Math.floor(near / 3) - 1);
        free = other < 0 || Math.abs(places[2 * other]! - x) >= width || Math.abs(places[2 * other + 1]! - y) >= height;
      }
      if (free) {
        cells.add(point);
        taken.push(point);
      } else rest[left++] = point;
    }
    this.rest = rest.copyWithin(left, end).subarray(0, left + rest.length - end);
    return cells;
  }
}

/** Points in cells of the size of a picture, of which each holds one at most: two in one cell would overlap. */
class Cells {
  /** For each used slot of a hash table the point in it, plus 1, and its cell. */
  private slots = new Int32Array(LEAST);
  private columns = new Int32Array(LEAST);
  private rows = new Int32Array(LEAST);
  private used = 0;
  private readonly across: number;
  private readonly down: number;

  constructor(
    private readonly places: Float32Array,
    readonly level: number,
    readonly width: number,
    readonly height: number,
  ) {
    [this.across, this.down] = [1 / width, 1 / height];
  }

  column(x: number): number {
    return Math.floor(x * this.across) | 0;
  }

  row(y: number): number {
    return Math.floor(y * this.down) | 0;
  }

  /** The point in a cell; -1 if there is none. */
  at(column: number, row: number): number {
    return this.slots[this.slotOf(column, row)]! - 1;
  }

  add(point: number): void {
    if (2 * ++this.used > this.slots.length) this.grow();
    this.put(point + 1, this.column(this.places[2 * point]!), this.row(this.places[2 * point + 1]!));
  }

  private put(held: number, column: number, row: number): void {
    const slot = this.slotOf(column, row);
    this.slots[slot] = held;
    this.columns[slot] = column;
    this.rows[slot] = row;
  }

  private slotOf(column: number, row: number): number {
    const { slots, columns, rows } = this;
    const mask = slots.length - 1;
    const mixed = Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca6b);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (slots[slot] && (columns[slot] !== column || rows[slot] !== row)) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { slots, columns, rows } = this;
    this.slots = new Int32Array(2 * slots.length);
    this.columns = new Int32Array(2 * slots.length);
    this.rows = new Int32Array(2 * slots.length);
    for (let i = 0; i < slots.length; i++) if (slots[i]) this.put(slots[i]!, columns[i]!, rows[i]!);
  }
}

/**
 * The points that may be drawn, the most important first: those of one block after the other, because the pictures of a
 * block are fetched together. The blocks are taken in an order that mixes sorted data.
 */
export function orderOf(n: number, perBlock: number, accept: (point: number) => boolean): Uint32Array {
  const blocks = Math.ceil(n / perBlock);
  const order = new Uint32Array(n);
  let count = 0;
  const step = strideOver(blocks);
  for (let k = 0, block = 0; k < blocks; k++, block = (block + step) % blocks)
    for (let point = block * perBlock; point < Math.min(n, (block + 1) * perBlock); point++)
      if (accept(point)) order[count++] = point;
  return order.subarray(0, count);
}
