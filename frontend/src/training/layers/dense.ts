import type { Address, Kernels, Workspace } from '../workspace';
import type { Parameter, Parameters } from '../parameters';
import { sizeOf, type Layer, type Shape } from './layer';

/** y = x W' + b, with W (outputs, inputs). Several may be one product, as the two heads of an encoder are. */
export class Dense implements Layer {
  readonly weights: Parameter[];
  readonly biases: Parameter[];
  private readonly inputs: number;
  private readonly outputs: number;
  private kernels!: Kernels;
  private workspace!: Workspace;
  private x: Address = 0;
  private y: Address = 0;
  private dx: Address = 0;
  private forwards: Address = 0;
  private backwards: Address = 0;

  constructor(
    private readonly parameters: Parameters,
    /** One name for each part of the outputs. */
    readonly names: readonly string[],
    readonly from: Shape,
    readonly shape: Shape,
  ) {
    this.inputs = sizeOf(from);
    this.outputs = sizeOf(shape);
    const bound = 1 / Math.sqrt(this.inputs);
    const part = this.outputs / names.length;
    const [h, w, c] = names.length === 1 ? shape : [1, 1, part];
    const [rows, columns, channels] = from;
    // PyTorch has channels first
    const split = [c, h, w, channels, rows, columns];
    const axes = [1, 2, 0, 4, 5, 3];
    this.weights = names.map((name) => parameters.add(`${name}.weight`, [part, this.inputs], bound, split, axes));
    this.biases = names.map((name) => parameters.add(`${name}.bias`, [part], bound, [c, h, w], [1, 2, 0]));
  }

  place(workspace: Workspace, n: number): void {
    const { inputs, outputs } = this;
    this.workspace = workspace;
    this.kernels = workspace.kernels;
    this.y = workspace.reserve(n * outputs);
    this.dx = workspace.reserve(n * inputs);
    this.forwards = workspace.reserve((outputs + 7) * inputs);
    this.backwards = workspace.reserve((inputs + 7) * outputs);
    workspace.packed.need = Math.max(workspace.packed.need, n * (inputs + 7));
  }

  prepare(): void {
    const { inputs, outputs, kernels } = this;
    const weight = this.parameters.of(this.weights[0]!);
    kernels.pack(weight, 4, 4 * inputs, this.forwards, inputs, outputs);
    kernels.pack(weight, 4 * inputs, 4, this.backwards, outputs, inputs);
  }

  forward(x: Address, n: number): Address {
    const { inputs, outputs, kernels, y } = this;
    this.x = x;
    kernels.spread(this.parameters.of(this.biases[0]!), y, n, outputs);
    kernels.multiply(x, 4 * inputs, 4, this.forwards, y, 4 * outputs, n, outputs, inputs, 1);
    return y;
  }

  backward(dy: Address, n: number, wanted: boolean): Address {
    const { inputs, outputs, kernels, parameters, workspace } = this;
    const { address } = workspace.packed;
    kernels.sumRows(dy, parameters.gradientOf(this.biases[0]!), n, outputs, 1);
    kernels.pack(this.x, 4 * inputs, 4, address, n, inputs);
    const gradient = parameters.gradientOf(this.weights[0]!);
    kernels.multiply(dy, 4, 4 * outputs, address, gradient, 4 * inputs, outputs, inputs, n, 1);
    if (wanted) kernels.multiply(dy, 4 * outputs, 4, this.backwards, this.dx, 4 * inputs, n, inputs, outputs, 0);
    return this.dx;
  }
}
