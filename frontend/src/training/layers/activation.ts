import type { Address, Workspace } from '../workspace';
import { sizeOf, type Layer, type Shape } from './layer';

/** max(x, 0), in place: the layer before must not need its output. */
export class Relu implements Layer {
  private workspace!: Workspace;
  private y: Address = 0;

  constructor(
    readonly name: string,
    readonly shape: Shape,
  ) {}

  place(workspace: Workspace): void {
    this.workspace = workspace;
  }

  forward(x: Address, n: number): Address {
    this.y = x;
    this.workspace.kernels.relu(x, x, n * sizeOf(this.shape));
    return x;
  }

  backward(dy: Address, n: number): Address {
    this.workspace.kernels.reluGradient(this.y, dy, dy, n * sizeOf(this.shape));
    return dy;
  }
}

/** x sigmoid(x): Elfwing et al., "Sigmoid-Weighted Linear Units", 2018. */
export class Silu implements Layer {
  private workspace!: Workspace;
  private x: Address = 0;
  private y: Address = 0;

  constructor(
    readonly name: string,
    readonly shape: Shape,
  ) {}

  place(workspace: Workspace, n: number): void {
    this.workspace = workspace;
    this.y = workspace.reserve(n * sizeOf(this.shape));
  }

  forward(x: Address, n: number): Address {
    this.x = x;
    this.workspace.kernels.silu(x, this.y, n * sizeOf(this.shape));
    return this.y;
  }

  backward(dy: Address, n: number): Address {
    this.workspace.kernels.siluGradient(this.x, dy, dy, n * sizeOf(this.shape));
    return dy;
  }
}
