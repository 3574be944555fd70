import type { Initializer, Operation, Written } from '../engine/onnxWriter';
import type { Vector } from '../math/vector';
import { Relu, Silu } from './layers/activation';
import { Composed } from './layers/composed';
import { Convolution } from './layers/convolution';
import { Dense } from './layers/dense';
import { isCurve, type Layer, type Shape } from './layers/layer';
import type { Network } from './network';
import type { Parameter } from './parameters';
import type { Scaling } from './scaling';

/** The two networks of a model folder as graphs, with the names of `latentwalk train`. */
export function graphsOf(network: Network): { encoder: Written; decoder: Written } {
  const { layers, architecture, parameters } = network;
  const { item, latentDim, scaling } = architecture;
  const weights = parameters.named();
  const sample = isCurve(item) ? 'sample' : 'image';
  const shape = channelsFirst(item);

  const encoder = new Graph('encoder.', sample, item, weights);
  if (scaling) encoder.scale(scaling);
  for (const layer of layers.encoder) encoder.add(layer);
  encoder.flatten();
  encoder.dense(layers.heads, 0, 'mean');
  encoder.dense(layers.heads, 1, 'logvar');

  const decoder = new Graph('decoder.', 'z', [1, 1, latentDim], weights);
  for (const layer of layers.decoder) decoder.add(layer);
  if (scaling) decoder.restore(scaling, sample);
  else decoder.operation('Tanh', 'tanh', [], sample);
  return {
    encoder: encoder.written('encoder', { [sample]: shape }, { mean: [latentDim], logvar: [latentDim] }),
    decoder: decoder.written('decoder', { z: [latentDim] }, { [sample]: shape }),
  };
}

/** The shape of an item in a file: channels first, or a list. */
function channelsFirst(shape: Shape): number[] {
  const [rows, columns, channels] = shape;
  return isCurve(shape) ? [channels, columns] : [channels, rows, columns];
}

/** A graph under construction. */
class Graph {
  private readonly operations: Operation[] = [];
  private readonly initializers: Initializer[] = [];

  constructor(
    private readonly prefix: string,
    /** The name and the shape of the last output. */
    private value: string,
    private shape: Shape,
    private readonly weights: ReadonlyMap<string, Vector>,
  ) {}

  add(layer: Layer): void {
    if (layer instanceof Composed) for (const one of layer.layers) this.add(one);
    else if (layer instanceof Dense) {
      this.flatten();
      this.value = this.dense(layer, 0);
      this.shape = [1, 1, layer.shape[0] * layer.shape[1] * layer.shape[2]];
      this.reshape(layer.shape);
    } else if (layer instanceof Convolution) {
      const axes = isCurve(layer.shape) ? 1 : 0;
      const [kernel, stride, padding, extra] = (['kernel', 'stride', 'padding', 'extra'] as const).map((key) =>
        (layer.window[key] ?? []).slice(axes),
      );
      const attributes = {
        kernel_shape: kernel!,
        strides: stride!,
        pads: [...padding!, ...padding!],
        ...(layer.transposed && extra?.some(Boolean) ? { output_padding: extra } : {}),
      };
      const weights = [this.parameter(layer.weight), this.parameter(layer.bias)];
      const op = layer.transposed ? 'ConvTranspose' : 'Conv';
      this.operation(op, this.own(layer.name), weights, undefined, attributes);
      this.shape = layer.shape;
    } else if (layer instanceof Relu) this.operation('Relu', this.own(layer.name));
    else if (layer instanceof Silu) {
      const [name, x] = [this.own(layer.name), this.value];
      this.operation('Sigmoid', `${name}.gate`);
      this.operation('Mul', name, [x]);
    } else throw new Error('This layer has no operators of ONNX.');
  }

  /** Brings items to the network's scale. */
  scale(scaling: Scaling): void {
    const { offset, scale } = this.constants(scaling);
    this.operation('Sub', 'scaling.centred', [offset]);
    this.operation('Div', 'scaling', [scale]);
  }

  /** Brings what is decoded to its own unit. */
  restore(scaling: Scaling, output: string): void {
    if (scaling.bounded) this.operation('Tanh', 'tanh');
    const { offset, scale } = this.constants(scaling);
    this.operation('Mul', 'scaling.wide', [scale]);
    this.operation('Add', 'scaling', [offset], output);
  }

  /** One of the parts of a dense layer. Returns the name of its output. */
  dense({ weights, biases }: Dense, part: number, output?: string): string {
    const [weight, bias] = [this.parameter(weights[part]!), this.parameter(biases[part]!)];
    const name = weight.replace(/\.weight$/, '');
    const made = output ?? `${name}.out`;
    const inputs = [this.value, weight, bias];
    this.operations.push({ op: 'Gemm', name, inputs, output: made, attributes: { transB: 1 } });
    return made;
  }

  /** Applies an operator to the last output. */
  operation(
    op: string,
    name: string,
    more: readonly string[] = [],
    output = `${name}.out`,
    attributes: NonNullable<Operation['attributes']> = {},
  ): void {
    this.operations.push({ op, name, inputs: [this.value, ...more], output, attributes });
    this.value = output;
  }

  /** Makes a list of the last output, if it is none. */
  flatten(): void {
    const [rows, columns, channels] = this.shape;
    if (rows * columns === 1) return;
    this.to('flatten', [rows * columns * channels]);
    this.shape = [1, 1, rows * columns * channels];
  }

  written(name: string, inputs: Written['inputs'], outputs: Written['outputs']): Written {
    return { name, operations: this.operations, initializers: this.initializers, inputs, outputs };
  }

  /** Offset and scale as nodes: they are no weights, which snapshots replace. Returns their names. */
  private constants(scaling: Scaling): { offset: string; scale: string } {
    const node = (key: 'offset' | 'scale'): string => {
      const name = `scaling.${key}`;
      const data = Float32Array.from(scaling[key]);
      const value: Initializer = { name, shape: [data.length, 1], data };
      this.operations.push({ op: 'Constant', name, inputs: [], output: name, attributes: { value } });
      return name;
    };
    return { offset: node('offset'), scale: node('scale') };
  }

  private reshape(shape: Shape): void {
    if (shape[0] * shape[1] > 1) this.to('unflatten', channelsFirst(shape));
    this.shape = shape;
  }

  private to(name: string, shape: readonly number[]): void {
    const target = `${name}.shape`;
    const data = BigInt64Array.from([-1, ...shape], BigInt);
    this.initializers.push({ name: target, shape: [data.length], data });
    this.operation('Reshape', name, [target]);
  }

  /** Adds weights; returns their name. */
  private parameter({ name, shape }: Parameter): string {
    const own = this.own(name);
    this.initializers.push({ name: own, shape, data: this.weights.get(name)! });
    return own;
  }

  /** A name without that of the network. */
  private own(name: string): string {
    return name.slice(this.prefix.length);
  }
}
