import { numberOf } from '../engine/onnx';
import type { Layer } from './layer';
import type { Outline } from './outline';

/** What a line of PyTorch is made from. */
interface Site {
  layer: Layer;
  outline: Outline;
  /** The shape of what it returns, without the batch. */
  shape: readonly number[];
  /** What it reads, as expressions. */
  args: readonly string[];
  number: (name: string, otherwise: number) => number;
  list: (name: string) => readonly number[];
  /** The shape of the stored input at a position. */
  weights: (position: number) => readonly number[] | undefined;
}

type Line = (site: Site) => string | undefined;

/**
 * The line of PyTorch that does what a layer does: a module, or an expression of x, the output of the layer before. Of
 * several inputs each is named: x3 is the output of layer 3. '' if there is no such line.
 */
export function lineOf(layer: Layer, shape: readonly number[], outline: Outline, before: number): string {
  const { node } = layer;
  const expression = (read: number | string): string =>
    typeof read === 'string' ? read : read === before && layer.reads.length === 1 ? 'x' : `x${read}`;
  const site: Site = {
    layer,
    outline,
    shape,
    args: layer.reads.map(expression),
    number: (name, otherwise) => numberOf(node, name, otherwise),
    list: (name) => node.attributes.get(name)?.list ?? [],
    weights: (position) => outline.stored.get(node.inputs[position] ?? ''),
  };
  return (Object.hasOwn(LINES, layer.op) && LINES[layer.op]!(site)) || '';
}

/** A number as Python writes it, as short as a float32 allows. */
const literal = (value: number): string =>
  value === Infinity ? 'inf' : `${Number(value.toPrecision(6))}`.replace(/e([+-])(\d)$/, 'e$10$2');
/** One number if all are equal, else a tuple. */
const tuple = (values: readonly number[]): string =>
  values.every((value) => value === values[0]) ? `${values[0]}` : `(${values.join(', ')})`;
const all = (values: readonly number[], value: number): boolean => values.every((one) => one === value);
/** The arguments that differ from their defaults. */
const called = (name: string, ...args: readonly (string | false | undefined)[]): string =>
  `${name}(${args.filter(Boolean).join(', ')})`;

const linear: Line = ({ layer, args, number, weights }) => {
  const shape = weights(1);
  if (shape?.length !== 2) return args.length === 2 ? args.join(' @ ') : undefined;
  const [from, to] = number('transB', 0) ? [shape[1], shape[0]] : shape;
  return called('nn.Linear', `${from}`, `${to}`, !layer.biased && 'bias=False');
};

/** A convolution; a transposed one stores its weights the other way round. */
const convolution =
  (transposed: boolean): Line =>
  ({ layer, args: [x], number, list, weights }) => {
    const [first, second, ...kernel] = weights(1) ?? [];
    if (!kernel.length) return undefined;
    const groups = number('group', 1);
    const [from, to] = transposed ? [first, second! * groups] : [second! * groups, first];
    const [strides, dilations, pads, more] = ['strides', 'dilations', 'pads', 'output_padding'].map(list) as [
      readonly number[],
      readonly number[],
      readonly number[],
      readonly number[],
    ];
    const [start, end] = [pads.slice(0, kernel.length), pads.slice(kernel.length)];
    const even = `${start}` === `${end}`;
    const same = layer.node.attributes.get('auto_pad')?.text?.startsWith('SAME');
    const module = called(
      `nn.Conv${transposed ? 'Transpose' : ''}${kernel.length}d`,
      `${from}`,
      `${to}`,
      tuple(kernel),
      !all(strides, 1) && `stride=${tuple(strides)}`,
      same ? "padding='same'" : even && !all(start, 0) && `padding=${tuple(start)}`,
      !all(more, 0) && `output_padding=${tuple(more)}`,
      groups > 1 && `groups=${groups}`,
      !all(dilations, 1) && `dilation=${tuple(dilations)}`,
      !layer.biased && 'bias=False',
    );
    if (even) return module;
    // PyTorch pads the last axis first
    const sides = start.map((before, axis) => [before, end[axis]!]).toReversed();
    return `${module}(F.pad(${x}, (${sides.flat().join(', ')})))`;
  };

/** A module of a number of features, of one of the widths that it has for 1 to 3 axes beside them. */
const normalization =
  (name: string, standard: number): Line =>
  ({ shape, number, weights }) => {
    const epsilon = number('epsilon', 1e-5);
    const differs = Math.abs(epsilon / standard - 1) > 1e-3;
    return called(
      `nn.${name}${Math.max(1, shape.length - 1)}d`,
      `${weights(1)?.[0] ?? shape[0]}`,
      differs && `eps=${literal(epsilon)}`,
    );
  };

const normalizedLayer: Line = ({ shape, weights }) => {
  const sides = weights(1) ?? shape.slice(-1);
  // a single number is the last side alone, even where the others are equal to it
  return `nn.LayerNorm(${sides.length === 1 ? sides[0] : `(${sides.join(', ')})`})`;
};

const module =
  (name: string): Line =>
  () =>
    `nn.${name}()`;
/** A module with one argument, which is left out if it has PyTorch's default. */
const adjusted =
  (name: string, attribute: string, otherwise: number, standard = otherwise): Line =>
  ({ number }) => {
    const value = number(attribute, otherwise);
    return called(`nn.${name}`, Math.abs(value - standard) > 1e-6 && literal(value));
  };
const along =
  (name: string): Line =>
  ({ number }) =>
    `nn.${name}(dim=${number('axis', -1)})`;
const method =
  (name: string): Line =>
  ({ args: [x] }) =>
    `${x}.${name}()`;

/** The operands of a node: what it reads, and stored numbers as they are or, if there are many, as `weight`. */
function operands({ layer, args, outline }: Site): string[] {
  let at = 0;
  return layer.node.inputs.filter(Boolean).map((name) => {
    if (!outline.stored.has(name)) return args[at++] ?? 'weight';
    const numbers = outline.numbers.get(name);
    return numbers?.length === 1 ? literal(numbers[0]!) : 'weight';
  });
}
const binary =
  (sign: string): Line =>
  (site) =>
    operands(site).join(` ${sign} `);

const clamp: Line = ({ layer, args: [x], outline, number }) => {
  const [, low = '', high = ''] = layer.node.inputs;
  const [least] = outline.numbers.get(low) ?? [number('min', -Infinity)];
  const [most] = outline.numbers.get(high) ?? [number('max', Infinity)];
  if (least === 0 && most === 6) return 'nn.ReLU6()';
  return called(`${x}.clamp`, least! > -1e30 && `min=${literal(least!)}`, most! < 1e30 && `max=${literal(most!)}`);
};

const reshaped: Line = ({ shape, args: [x] }) =>
  shape.length === 1 ? `${x}.flatten(1)` : `${x}.view(-1, ${shape.join(', ')})`;

const pooling =
  (name: string): Line =>
  ({ list }) => {
    const [kernel, strides, pads] = [list('kernel_shape'), list('strides'), list('pads')];
    const same = `${strides}` === `${kernel}`;
    return called(
      `nn.${name}${kernel.length}d`,
      tuple(kernel),
      !same && `stride=${strides.length ? tuple(strides) : 1}`,
      !all(pads, 0) && `padding=${tuple(pads.slice(0, kernel.length))}`,
    );
  };

const resized: Line = ({ layer, shape: [, ...sides] }) => {
  const [kind, axes] = [layer.node.attributes.get('mode')?.text || 'nearest', sides.length];
  const linear = ['linear', 'bilinear', 'trilinear'][axes - 1];
  const mode = { nearest: 'nearest', linear, cubic: 'bicubic' }[kind];
  return mode && called('nn.Upsample', `size=${tuple(sides)}`, mode !== 'nearest' && `mode='${mode}'`);
};

const reduced =
  (name: string): Line =>
  ({ layer, list, args: [x], number, outline }) => {
    const axes = outline.numbers.get(layer.node.inputs[1] ?? '') ?? list('axes');
    return called(
      `${x}.${name}`,
      axes.length > 0 && `dim=${tuple(axes)}`,
      number('keepdims', 1) === 1 && 'keepdim=True',
    );
  };

const permuted: Line = ({ args: [x], list }) => {
  const order = list('perm');
  return order.length ? `${x}.permute(${order.join(', ')})` : undefined;
};

/** By operator, the line of PyTorch. */
const LINES: Readonly<Record<string, Line>> = {
  Gemm: linear,
  MatMul: linear,
  Conv: convolution(false),
  ConvTranspose: convolution(true),
  BatchNormalization: normalization('BatchNorm', 1e-5),
  InstanceNormalization: normalization('InstanceNorm', 1e-5),
  GroupNormalization: ({ number, shape }) => `nn.GroupNorm(${number('num_groups', 1)}, ${shape[0]})`,
  LayerNormalization: normalizedLayer,
  Relu: module('ReLU'),
  Silu: module('SiLU'),
  Sigmoid: module('Sigmoid'),
  Tanh: module('Tanh'),
  Selu: module('SELU'),
  Softplus: module('Softplus'),
  Softsign: module('Softsign'),
  HardSwish: module('Hardswish'),
  Mish: module('Mish'),
  Gelu: ({ layer }) => called('nn.GELU', layer.node.attributes.get('approximate')?.text === 'tanh' && "'tanh'"),
  LeakyRelu: adjusted('LeakyReLU', 'alpha', 0.01),
  Elu: adjusted('ELU', 'alpha', 1),
  Celu: adjusted('CELU', 'alpha', 1),
  PRelu: ({ weights }) => called('nn.PReLU', (weights(1)?.[0] ?? 1) > 1 && `${weights(1)![0]}`),
  Softmax: along('Softmax'),
  LogSoftmax: along('LogSoftmax'),
  Exp: method('exp'),
  Log: method('log'),
  Sqrt: method('sqrt'),
  Abs: method('abs'),
  Erf: method('erf'),
  Sin: method('sin'),
  Cos: method('cos'),
  Floor: method('floor'),
  Reciprocal: method('reciprocal'),
  Neg: ({ args: [x] }) => `-${x}`,
  Add: binary('+'),
  Sub: binary('-'),
  Mul: binary('*'),
  Div: binary('/'),
  Pow: binary('**'),
  Clip: clamp,
  Reshape: reshaped,
  Flatten: reshaped,
  Squeeze: reshaped,
  Unsqueeze: reshaped,
  Transpose: permuted,
  Concat: (site) => `torch.cat((${operands(site).join(', ')}), dim=${site.number('axis', 1)})`,
  MaxPool: pooling('MaxPool'),
  AveragePool: pooling('AvgPool'),
  GlobalAveragePool: ({ shape }) => `nn.AdaptiveAvgPool${shape.length - 1}d(1)`,
  Resize: resized,
  Upsample: resized,
  DepthToSpace: ({ layer, number }) =>
    layer.node.attributes.get('mode')?.text === 'CRD' ? `nn.PixelShuffle(${number('blocksize', 2)})` : undefined,
  ReduceMean: reduced('mean'),
  ReduceSum: reduced('sum'),
};
