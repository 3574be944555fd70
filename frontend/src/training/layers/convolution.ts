import type { Address, Workspace } from '../workspace';
import type { Parameter, Parameters } from '../parameters';
import { sizeOf, type Layer, type Shape } from './layer';
import { Patches, type Window } from './patches';

/** A convolution, or its transpose, with a bias for each channel of the output. */
export class Convolution implements Layer {
  readonly shape: Shape;
  readonly weight: Parameter;
  readonly bias: Parameter;
  private readonly patches: Patches;
  private workspace!: Workspace;
  private x: Address = 0;
  private y: Address = 0;
  private dx: Address = 0;

  constructor(
    private readonly parameters: Parameters,
    readonly name: string,
    readonly from: Shape,
    channels: number,
    readonly window: Window,
    readonly transposed = false,
  ) {
    const [rows, columns] = [0, 1].map((axis) => {
      const [kernel, stride, padding] = [window.kernel[axis]!, window.stride[axis]!, window.padding[axis]!];
      const side = from[axis]!;
      const extra = window.extra?.[axis] ?? 0;
      return transposed
        ? (side - 1) * stride - 2 * padding + kernel + extra
        : Math.floor((side + 2 * padding - kernel) / stride) + 1;
    }) as [number, number];
    this.shape = [rows, columns, channels];
    const [image, features] = transposed ? [this.shape, from] : [from, this.shape];
    // PyTorch takes the second axis of the weights for that of the inputs, also of a transposed convolution
    const inputs = image[2] * window.kernel[0] * window.kernel[1];
    this.patches = new Patches(parameters, name, image, features, window, inputs);
    this.weight = this.patches.weight;
    this.bias = parameters.add(`${name}.bias`, [channels], 1 / Math.sqrt(inputs));
  }

  place(workspace: Workspace, n: number): void {
    this.workspace = workspace;
    this.y = workspace.reserve(n * sizeOf(this.shape));
    this.dx = workspace.reserve(n * sizeOf(this.from));
    this.patches.place(workspace, n);
  }

  prepare(): void {
    this.patches.prepare();
  }

  forward(x: Address, n: number): Address {
    const { y, shape } = this;
    this.x = x;
    this.workspace.kernels.spread(this.parameters.of(this.bias), y, n * shape[0] * shape[1], shape[2]);
    if (this.transposed) this.patches.scatter(x, y, n);
    else this.patches.gather(x, y, n);
    return y;
  }

  backward(dy: Address, n: number, wanted: boolean): Address {
    const { x, dx, shape, patches, transposed, workspace } = this;
    workspace.kernels.sumRows(dy, this.parameters.gradientOf(this.bias), n * shape[0] * shape[1], shape[2], 1);
    patches.learn(transposed ? dy : x, transposed ? x : dy, n);
    if (wanted) {
      workspace.kernels.clear(dx, n * sizeOf(this.from));
      if (transposed) patches.gather(dy, dx, n);
      else patches.scatter(dy, dx, n);
    }
    return dx;
  }
}
