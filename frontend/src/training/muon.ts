import type { Machine } from './machine';
import type { Address } from './workspace';

/** Coefficients of the odd polynomial that drives singular values towards one, and how often it is applied. */
const [A, B, C] = [3.4445, -4.775, 2.0315];
const ITERATIONS = 5;
const MOMENTUM = 0.9;
/** The least squared norm, against division by zero. */
const TINY = 1e-30;

/**
 * Steps of one matrix (rows, columns) with nearly equal singular values.
 *
 * Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024. As in training/muon.py, the
 * polynomial is applied to the smaller Gram matrix alone.
 */
export class Muon {
  private readonly mean: Address;
  /** The momentum with a look ahead. */
  private readonly ahead: Address;
  /** The Gram matrix, the factor of one iteration, that of all of them, and a product of two. */
  private gram: Address;
  private readonly factor: Address;
  private found: Address;
  private product: Address;
  private readonly packed: Address;
  private readonly copy: Address;
  private readonly side: number;

  constructor(
    private readonly machine: Machine,
    private readonly rows: number,
    private readonly columns: number,
  ) {
    const side = (this.side = Math.min(rows, columns));
    this.mean = machine.reserve(rows * columns);
    this.ahead = machine.reserve(rows * columns);
    [this.gram, this.factor, this.found, this.product] = [0, 1, 2, 3].map(() => machine.reserve(side * side)) as [
      Address,
      Address,
      Address,
      Address,
    ];
    this.packed = machine.reserve((Math.max(rows, columns) + 7) * (side + 7));
    this.copy = machine.reserve(rows * columns);
  }

  /** The running mean of the gradients, in memory. */
  get momentum(): Float32Array<ArrayBuffer> {
    return this.machine.floats(this.mean, this.rows * this.columns);
  }

  /** Subtracts `rate` times the orthogonalized momentum from weights. */
  step(weights: Address, gradient: Address, rate: number): void {
    const { machine, rows, columns } = this;
    const count = rows * columns;
    const [mean, ahead, slope] = [this.mean, this.ahead, gradient].map((address) => machine.floats(address, count)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    for (let i = 0; i < count; i++) {
      mean[i] = mean[i]! + (1 - MOMENTUM) * (slope[i]! - mean[i]!);
      ahead[i] = slope[i]! + MOMENTUM * (mean[i]! - slope[i]!);
    }
    this.orthogonalize();
    const made = machine.floats(this.ahead, count);
    const values = machine.floats(weights, count);
    for (let i = 0; i < count; i++) values[i]! -= rate * made[i]!;
  }

  /** Replaces the momentum by the nearest matrix with singular values of about one. */
  private orthogonalize(): void {
    const { machine, rows, columns, side, ahead, packed, copy } = this;
    const { kernels } = machine;
    const wide = rows <= columns;
    // X X' with X the matrix, or its transpose where that is wider
    if (wide) {
      kernels.pack(ahead, 4, 4 * columns, packed, columns, rows);
      kernels.multiply(ahead, 4 * columns, 4, packed, this.gram, 4 * side, side, side, columns, 0);
    } else {
      kernels.pack(ahead, 4 * columns, 4, packed, rows, columns);
      kernels.multiply(ahead, 4, 4 * columns, packed, this.gram, 4 * side, side, side, rows, 0);
    }
    const norm = this.normalize();
    for (let i = 0; i < ITERATIONS; i++) {
      this.polynomial();
      if (i === 0) machine.floats(this.found, side * side).set(machine.floats(this.factor, side * side));
      else this.found = this.swap(this.multiply(this.factor, this.found), this.found);
      if (i + 1 === ITERATIONS) break;
      this.gram = this.swap(this.multiply(this.factor, this.gram), this.gram);
      this.gram = this.swap(this.multiply(this.gram, this.factor), this.gram);
    }
    const found = machine.floats(this.found, side * side);
    for (let i = 0; i < found.length; i++) found[i]! /= norm;
    const count = rows * columns;
    machine.floats(copy, count).set(machine.floats(ahead, count));
    if (wide) {
      kernels.pack(copy, 4 * columns, 4, packed, side, columns);
      kernels.multiply(this.found, 4 * side, 4, packed, ahead, 4 * columns, rows, columns, side, 0);
    } else {
      kernels.pack(this.found, 4 * side, 4, packed, side, side);
      kernels.multiply(copy, 4 * columns, 4, packed, ahead, 4 * columns, rows, columns, side, 0);
    }
  }

  /** Divides the Gram matrix by its trace, the squared norm of the matrix; returns the norm. */
  private normalize(): number {
    const { side } = this;
    const gram = this.machine.floats(this.gram, side * side);
    let trace = 0;
    for (let i = 0; i < side; i++) trace += gram[i * side + i]!;
    trace = Math.max(trace, TINY);
    for (let i = 0; i < gram.length; i++) gram[i]! /= trace;
    return Math.sqrt(trace);
  }

  /** factor = a I + b G + c G G. */
  private polynomial(): void {
    const { machine, side } = this;
    const square = machine.floats(this.multiply(this.gram, this.gram), side * side);
    const [gram, factor] = [machine.floats(this.gram, side * side), machine.floats(this.factor, side * side)];
    for (let i = 0; i < factor.length; i++) factor[i] = B * gram[i]! + C * square[i]!;
    for (let i = 0; i < side; i++) factor[i * side + i]! += A;
  }

  /** The product of two square matrices, valid until the next one. */
  private multiply(a: Address, b: Address): Address {
    const { machine, side, packed, product } = this;
    machine.kernels.pack(b, 4 * side, 4, packed, side, side);
    machine.kernels.multiply(a, 4 * side, 4, packed, product, 4 * side, side, side, side, 0);
    return product;
  }

  /** Takes the memory of a product, and gives it that of the matrix that it replaces. */
  private swap(product: Address, replaced: Address): Address {
    this.product = replaced;
    return product;
  }
}
