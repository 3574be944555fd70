import { bits } from '../../engine/encode';
import { kernels, MOST_GROUPS, type Kernel } from '../../engine/gpu/task';
import type { Address, Kernels, Scratch } from '../workspace';
import { fold, unfold } from './shaders/patches';
import * as pointwise from './shaders/pointwise';
import { SIZE } from './shaders/prelude';
import { joined, product, sumRows, TILE } from './shaders/product';

/** A shader, the words that it reads, and its workgroups. */
export interface Dispatch {
  kernel: Kernel;
  words: number[];
  grid: [x: number, y: number, z: number];
}

/** A matrix where it is: its address, and the distances of its rows and columns. */
type Place = [address: Address, row: number, column: number];

/** Products from which a long sum is split, and those of a part. */
const [LONG, PART] = [2048, 512];
/** The most parts, and the results above which there is enough to do without. */
const [MOST_PARTS, MANY] = [64, 2 ** 16];

const kernel = kernels();

/** An address or a distance in floats, as shaders count. */
export const inFloats = (bytes: number): number => bytes / 4;

/** Kernels that compute nothing but write down what the GPU is to do. */
export class Recorder implements Kernels {
  private dispatches: Dispatch[] = [];
  /** Where packed matrices are: the GPU reads them where they were. */
  private readonly packed = new Map<Address, Place>();

  constructor(
    /** The numbers of a geometry. */
    private readonly geometryAt: (address: Address) => readonly number[],
    /** Memory for the parts of products. */
    private readonly parts: Scratch,
  ) {}

  /** What was written down since the last time. */
  take(): Dispatch[] {
    return this.dispatches.splice(0);
  }

  pack(b: Address, row: number, column: number, to: Address): void {
    this.packed.set(to, [b, row, column]);
  }

  multiply(...[a, aRow, aColumn, b, c, cRow, m, n, k, add]: Parameters<Kernels['multiply']>): void {
    const [from, row, column] = this.packed.get(b)!;
    const most = k < LONG ? 1 : Math.min(MOST_PARTS, Math.ceil(k / PART));
    const part = Math.ceil(k / (m * n > MANY ? 1 : most));
    const count = Math.ceil(k / part);
    const split = count > 1;
    // with fewer items a product is smaller, so that it is split though this one is not
    if (most > 1) this.parts.need = Math.max(this.parts.need, most * Math.min(m * n, MANY));
    const places = [a, aRow, aColumn, from, row, column, ...(split ? [this.parts.address, 4 * n] : [c, cRow])];
    const words = [...places.map(inFloats), m, n, k, split ? 0 : add, part];
    this.dispatch('product', product, words, [Math.ceil(n / TILE), Math.ceil(m / TILE), count]);
    if (!split) return;
    this.each('joined', joined, m * n, [inFloats(this.parts.address), count, inFloats(c), inFloats(cRow), n, add]);
  }

  unfold(geometry: Address, images: number, image: Address, patches: Address, row: number): void {
    const words = this.geometryAt(geometry);
    const [, , channels, rows, columns, high, wide] = words as [number, number, number, number, number, number, number];
    const count = images * rows * columns * high * wide * channels;
    this.each('unfold', unfold, count, [...[image, patches, row].map(inFloats), ...words]);
  }

  fold(geometry: Address, images: number, image: Address, patches: Address, row: number): void {
    const words = this.geometryAt(geometry);
    const [height, width, channels] = words as [number, number, number];
    this.each('fold', fold, images * height * width * channels, [...[image, patches, row].map(inFloats), ...words]);
  }

  clear(to: Address, count: number): void {
    this.each('clear', pointwise.clear, count, [inFloats(to)]);
  }

  copy(from: Address, to: Address, count: number): void {
    this.each('copy', pointwise.copy, count, [from, to].map(inFloats));
  }

  spread(row: Address, to: Address, m: number, n: number): void {
    this.each('spread', pointwise.spread, m * n, [...[row, to].map(inFloats), n]);
  }

  addRow(row: Address, to: Address, m: number, n: number, factor: number): void {
    this.each('add row', pointwise.addRow, m * n, [...[row, to].map(inFloats), n, bits(factor)]);
  }

  sumRows(from: Address, to: Address, m: number, n: number, factor: number): void {
    this.dispatch('sum rows', sumRows, [...[from, to].map(inFloats), m, n, bits(factor)], [n, 1, 1]);
  }

  relu(x: Address, y: Address, count: number): void {
    this.each('relu', pointwise.relu, count, [x, y].map(inFloats));
  }

  reluGradient(y: Address, dy: Address, dx: Address, count: number): void {
    this.each('relu gradient', pointwise.reluGradient, count, [y, dy, dx].map(inFloats));
  }

  silu(x: Address, y: Address, count: number): void {
    this.each('silu', pointwise.silu, count, [x, y].map(inFloats));
  }

  siluGradient(x: Address, dy: Address, dx: Address, count: number): void {
    this.each('silu gradient', pointwise.siluGradient, count, [x, dy, dx].map(inFloats));
  }

  /** Has a shader run for each of `count` numbers. */
  each(name: string, code: string, count: number, words: number[]): void {
    this.dispatch(name, code, [count, ...words], [Math.ceil(count / SIZE), 1, 1]);
  }

  private dispatch(name: string, code: string, words: number[], [x, y, z]: Dispatch['grid']): void {
    this.dispatches.push({
      kernel: kernel(`train ${name}`, () => code),
      words,
      grid: [Math.min(MOST_GROUPS, x), y, z],
    });
  }
}
