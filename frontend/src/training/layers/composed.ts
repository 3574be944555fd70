import type { Address, Kernels, Workspace } from '../workspace';
import { sizeOf, type Layer, type Shape } from './layer';

/**
 * Affine layers from few inputs d, as one: y = x W + b. W and b are read off the outputs for the origin and the d unit
 * vectors once per step, so that an item costs d products for each output. It is exact, and gradients reach all layers.
 */
export class Composed implements Layer {
  readonly shape: Shape;
  private readonly inputs: number;
  private readonly outputs: number;
  private kernels!: Kernels;
  private workspace!: Workspace;
  /** (d + 1, d): the origin and the unit vectors; (d + 1, outputs): b and the rows of W, then their gradients. */
  private probes: Address = 0;
  private map: Address = 0;
  private gradient: Address = 0;
  private forwards: Address = 0;
  private backwards: Address = 0;
  private x: Address = 0;
  private y: Address = 0;
  private dx: Address = 0;

  constructor(
    readonly layers: readonly Layer[],
    from: Shape,
  ) {
    this.shape = layers.at(-1)!.shape;
    this.inputs = sizeOf(from);
    this.outputs = sizeOf(this.shape);
  }

  place(workspace: Workspace, n: number): void {
    const { inputs, outputs } = this;
    this.workspace = workspace;
    this.kernels = workspace.kernels;
    for (const layer of this.layers) layer.place(workspace, inputs + 1);
    this.probes = workspace.reserve((inputs + 1) * inputs);
    const probes = workspace.floats(this.probes, (inputs + 1) * inputs);
    for (let i = 0; i < inputs; i++) probes[(i + 1) * inputs + i] = 1;
    this.map = workspace.reserve((inputs + 1) * outputs);
    this.gradient = workspace.reserve((inputs + 1) * outputs);
    this.forwards = workspace.reserve(inputs * (outputs + 7));
    this.backwards = workspace.reserve(outputs * (inputs + 7));
    this.y = workspace.reserve(n * outputs);
    this.dx = workspace.reserve(n * inputs);
    workspace.packed.need = Math.max(workspace.packed.need, n * (outputs + 7));
  }

  prepare(): void {
    const { inputs, outputs, kernels } = this;
    let probed = this.probes;
    for (const layer of this.layers) {
      layer.prepare?.();
      probed = layer.forward(probed, inputs + 1);
    }
    const count = (inputs + 1) * outputs;
    kernels.copy(probed, this.map, count);
    kernels.addRow(this.map, this.map + 4 * outputs, inputs, outputs, -1);
    kernels.clear(this.gradient, count);
    const weight = this.map + 4 * outputs;
    kernels.pack(weight, 4 * outputs, 4, this.forwards, inputs, outputs);
    kernels.pack(weight, 4, 4 * outputs, this.backwards, outputs, inputs);
  }

  forward(x: Address, n: number): Address {
    const { inputs, outputs, kernels, y } = this;
    this.x = x;
    kernels.spread(this.map, y, n, outputs);
    kernels.multiply(x, 4 * inputs, 4, this.forwards, y, 4 * outputs, n, outputs, inputs, 1);
    return y;
  }

  backward(dy: Address, n: number): Address {
    const { inputs, outputs, kernels, gradient, dx } = this;
    const packed = this.workspace.packed.address;
    kernels.sumRows(dy, gradient, n, outputs, 1);
    kernels.pack(dy, 4 * outputs, 4, packed, n, outputs);
    kernels.multiply(this.x, 4, 4 * inputs, packed, gradient + 4 * outputs, 4 * outputs, inputs, outputs, n, 1);
    kernels.multiply(dy, 4 * outputs, 4, this.backwards, dx, 4 * inputs, n, inputs, outputs, 0);
    return dx;
  }

  finish(): void {
    const { inputs, outputs } = this;
    // the outputs for a unit vector are b plus a row of W
    this.kernels.sumRows(this.gradient + 4 * outputs, this.gradient, inputs, outputs, -1);
    let dy = this.gradient;
    for (let i = this.layers.length - 1; i >= 0; i--) dy = this.layers[i]!.backward(dy, inputs + 1, i > 0);
  }
}
