import type { Address, Machine } from '../machine';
import { sizeOf, type Layer, type Shape } from './layer';

/** max(x, 0), in place: the layer before must not need its output. */
export class Relu implements Layer {
  private machine!: Machine;
  private y: Address = 0;

  constructor(
    readonly name: string,
    readonly shape: Shape,
  ) {}

  place(machine: Machine): void {
    this.machine = machine;
  }

  forward(x: Address, n: number): Address {
    this.y = x;
    this.machine.kernels.relu(x, x, n * sizeOf(this.shape));
    return x;
  }

  backward(dy: Address, n: number): Address {
    this.machine.kernels.reluGradient(this.y, dy, dy, n * sizeOf(this.shape));
    return dy;
  }
}

/** x sigmoid(x): Elfwing et al., "Sigmoid-Weighted Linear Units", 2018. */
export class Silu implements Layer {
  private machine!: Machine;
  private x: Address = 0;
  private y: Address = 0;

  constructor(
    readonly name: string,
    readonly shape: Shape,
  ) {}

  place(machine: Machine, n: number): void {
    this.machine = machine;
    this.y = machine.reserve(n * sizeOf(this.shape));
  }

  forward(x: Address, n: number): Address {
    this.x = x;
    this.machine.kernels.silu(x, this.y, n * sizeOf(this.shape));
    return this.y;
  }

  backward(dy: Address, n: number): Address {
    this.machine.kernels.siluGradient(this.x, dy, dy, n * sizeOf(this.shape));
    return dy;
  }
}
