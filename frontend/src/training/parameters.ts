import type { Vector } from '../math/vector';
import type { Address, Workspace } from './workspace';

/** An array of weights. It is stored with the axes in another order than PyTorch's and ONNX's. */
export interface Parameter {
  /** The name in a state dict: `encoder.conv_stack.0.weight`. */
  name: string;
  shape: readonly number[];
  /** Its axes with those split that are reordered in parts, and which of them come first in memory. */
  split: readonly number[];
  axes: readonly number[];
  /** Initial weights are uniform between this and its negative. */
  bound: number;
  /** The first number among all parameters, and how many there are. */
  start: number;
  count: number;
}

/** All parameters of a network, their gradients, and where they are in memory. */
export class Parameters {
  readonly all: Parameter[] = [];
  /** The number of weights. */
  count = 0;
  /** Where all weights begin in memory, and their gradients. */
  address: Address = 0;
  gradientAddress: Address = 0;
  private workspace!: Workspace;

  add(
    name: string,
    shape: readonly number[],
    bound: number,
    split: readonly number[] = shape,
    axes: readonly number[] = split.map((_, i) => i),
  ): Parameter {
    const count = split.reduce((product, side) => product * side, 1);
    const parameter = { name, shape, split, axes, bound, start: this.count, count };
    this.all.push(parameter);
    this.count += count;
    return parameter;
  }

  place(workspace: Workspace): void {
    this.workspace = workspace;
    this.address = workspace.reserve(this.count);
    this.gradientAddress = workspace.reserve(this.count);
  }

  /** The address of a parameter, and of its gradient. */
  of({ start }: Parameter): Address {
    return this.address + start * 4;
  }

  gradientOf({ start }: Parameter): Address {
    return this.gradientAddress + start * 4;
  }

  /** All weights, and all gradients, in the order of memory. */
  get values(): Vector {
    return this.workspace.floats(this.address, this.count);
  }

  get gradient(): Vector {
    return this.workspace.floats(this.gradientAddress, this.count);
  }

  /** Draws initial weights as PyTorch does, from another generator. */
  draw(random: () => number): void {
    const { values } = this;
    for (const { start, count, bound } of this.all)
      for (let i = start; i < start + count; i++) values[i] = bound * (2 * random() - 1);
  }

  /** Weights, or numbers in their order, by name and in PyTorch's order. */
  named(numbers: Vector = this.values): Map<string, Vector> {
    return new Map(
      this.all.map((parameter) => {
        const named = new Float32Array(parameter.count);
        const places = placesOf(parameter);
        for (let i = 0; i < named.length; i++) named[places[i]!] = numbers[parameter.start + i]!;
        return [parameter.name, named];
      }),
    );
  }

  /** Sets the weights, or numbers in their order, to those of a state dict. */
  setNamed(named: ReadonlyMap<string, ArrayLike<number>>, values: Vector | Float64Array = this.values): void {
    for (const parameter of this.all) {
      const numbers = named.get(parameter.name);
      if (numbers?.length !== parameter.count)
        throw new Error(`Expected ${parameter.count} numbers as ${parameter.name}, got ${numbers?.length ?? 'none'}.`);
      placesOf(parameter).forEach((place, i) => (values[parameter.start + i] = numbers[place]!));
    }
  }
}

/** For each number of a parameter in the order of memory its place in PyTorch's. */
function placesOf({ split, axes, count }: Parameter): Int32Array {
  const strides = split.map((_, i) => split.slice(i + 1).reduce((product, side) => product * side, 1));
  const places = new Int32Array(count);
  const index = axes.map(() => 0);
  for (let i = 0, place = 0; i < count; i++) {
    places[i] = place;
    for (let k = axes.length - 1; k >= 0; k--) {
      const axis = axes[k]!;
      place += strides[axis]!;
      if (++index[k]! < split[axis]!) break;
      place -= strides[axis]! * split[axis]!;
      index[k] = 0;
    }
  }
  return places;
}
