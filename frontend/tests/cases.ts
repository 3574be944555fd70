import { generator, normal, type Input } from './numbers';
import { model, type AttributeValue, type NodeSpec, type Weights } from './writer';

/** One operator: the shape of its input without the batch, its other inputs, its attributes. */
export interface Case {
  op: string;
  title?: string;
  shape: number[];
  weights?: Record<string, Weights | undefined>;
  attributes?: Record<string, AttributeValue>;
  outputs?: number;
  opset?: number;
  /** Added to the input, for functions of positive numbers. */
  positive?: boolean;
}

const random = generator(7);
const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
export const w = (...shape: number[]): Weights => ({
  shape,
  data: normal(
    random,
    shape.reduce((a, b) => a * b, 1),
  ),
});
export const up = (...shape: number[]): Weights => ({
  shape,
  data: w(...shape).data.map((value) => Math.abs(value) + 0.5),
});
export const ints = (...data: number[]): Weights => ({ shape: [data.length], data });
export const float = (value: number): AttributeValue => ({ float: value });
const one = (value: number): Weights => ({ shape: [], data: Float32Array.of(value) });

/** A case as an ONNX file, and random inputs for some batch. */
export function built(one: Case): { bytes: Uint8Array; inputs: Record<string, Input> } {
  const { op, shape, weights = {}, attributes = {}, outputs = 1, opset = 18, positive } = one;
  const names = Array.from({ length: outputs }, (_, i) => `y${i}`);
  const given = Object.entries(weights).filter((entry): entry is [string, Weights] => entry[1] !== undefined);
  const node: NodeSpec = {
    op,
    inputs: ['x', ...Object.entries(weights).map(([name, value]) => (value ? name : ''))],
    outputs: names,
    attributes,
  };
  const bytes = model([node], { x: [-1, ...shape] }, names, Object.fromEntries(given), opset);
  const batch = int(1, 5);
  const data = normal(
    random,
    shape.reduce((a, b) => a * b, batch),
  ).map((value) => (positive ? Math.abs(value) + 0.1 : 2 * value));
  return { bytes, inputs: { x: { shape: [batch, ...shape], data } } };
}

const image = (): number[] => [int(1, 9), int(5, 11), int(5, 11)];

/** Random convolutions of all kinds. */
function convolutions(transposed: boolean): Case[] {
  return Array.from({ length: 24 }, (_, i): Case => {
    const rank = i % 4 === 3 ? 1 : 2;
    const groups = [1, 1, 2, 3][int(0, 3)]!;
    const [each, width] = [int(1, 6), int(1, 11)];
    const kernel = Array.from({ length: rank }, () => int(1, 4));
    const strides = kernel.map(() => int(1, 3));
    const dilations = kernel.map(() => int(1, 2));
    const pads = [...kernel, ...kernel].map((size) => int(0, size - 1));
    const spatial = kernel.map(() => int(7, 12));
    const auto = i % 6 === 5 ? ['SAME_UPPER', 'SAME_LOWER', 'VALID'][i % 3] : undefined;
    return {
      op: transposed ? 'ConvTranspose' : 'Conv',
      title: [
        `kernel [${kernel}] stride [${strides}] dilation [${dilations}] pads ${auto ?? `[${pads}]`}`,
        `groups ${groups} of ${each} to ${width}`,
      ].join(' '),
      shape: [groups * each, ...spatial],
      weights: {
        w: transposed ? w(groups * each, width, ...kernel) : w(groups * width, each, ...kernel),
        b: i % 2 ? w(groups * width) : undefined,
      },
      attributes: {
        strides,
        dilations: auto ? kernel.map(() => 1) : dilations,
        group: groups,
        kernel_shape: kernel,
        ...(auto ? { auto_pad: auto } : { pads }),
        ...(transposed && !auto
          ? { output_padding: strides.map((stride, at) => Math.min(stride - 1, dilations[at]! > 1 ? 1 : 0)) }
          : {}),
      },
    };
  });
}

const resizes: Case[] = ['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'].flatMap((mode) => [
  {
    op: 'Resize',
    title: `linear ${mode}`,
    shape: [3, 5, 7],
    weights: { roi: undefined, s: { shape: [4], data: Float32Array.of(1, 1, 2, 1.5) } },
    attributes: { mode: 'linear', coordinate_transformation_mode: mode },
  },
  {
    op: 'Resize',
    title: `linear ${mode} to sizes`,
    shape: [3, 8, 9],
    weights: { roi: undefined, s: undefined, z: ints(5, 4) },
    attributes: { axes: [2, 3], mode: 'linear', coordinate_transformation_mode: mode },
  },
  ...['floor', 'ceil', 'round_prefer_floor', 'round_prefer_ceil'].map((nearest): Case => ({
    op: 'Resize',
    title: `nearest ${mode} ${nearest}`,
    shape: [3, 5, 6],
    weights: { roi: undefined, s: { shape: [4], data: Float32Array.of(1, 1, 2, 1.5) } },
    attributes: { mode: 'nearest', nearest_mode: nearest, coordinate_transformation_mode: mode },
  })),
]);

/** Operators with attributes and shapes of all kinds. */
export const CASES: Case[] = [
  ...convolutions(false),
  ...convolutions(true),
  {
    op: 'ConvTranspose',
    title: 'output_shape',
    shape: [4, 5, 6],
    weights: { w: w(4, 3, 3, 3) },
    attributes: { strides: [2, 2], output_shape: [10, 12], kernel_shape: [3, 3] },
  },
  ...resizes,
  {
    op: 'Upsample',
    title: 'nearest',
    shape: [3, 4, 5],
    weights: { s: { shape: [4], data: Float32Array.of(1, 1, 2, 3) } },
    attributes: { mode: 'nearest' },
    opset: 9,
  },
  ...[
    [0, 0],
    [0, 1],
  ].map(([a, b]): Case => ({
    op: 'Gemm',
    title: `transB ${b}`,
    shape: [13],
    weights: { w: b ? w(10, 13) : w(13, 10), b: w(10) },
    attributes: { transA: a!, transB: b!, alpha: float(0.7), beta: float(1.3) },
  })),
  { op: 'Gemm', title: 'without bias, to one', shape: [16], weights: { w: w(16, 1) } },
  { op: 'Gemm', title: 'scalar bias', shape: [5], weights: { w: w(5, 3), b: w(1) } },
  { op: 'MatMul', shape: [4, 7], weights: { w: w(7, 9) } },
  { op: 'MatMul', title: 'by a vector', shape: [4, 7], weights: { w: w(7) } },
  { op: 'MatMul', title: 'by a stack', shape: [3, 4, 7], weights: { w: w(3, 7, 11) } },
  ...['Add', 'Sub', 'Mul', 'Div'].flatMap((op): Case[] =>
    [[4, 5, 6], [6], [5, 1], [1], [4, 1, 1], [1, 4, 1, 6]].map((shape) => ({
      op,
      title: `[${shape}]`,
      shape: [4, 5, 6],
      weights: { b: up(...shape) },
    })),
  ),
  { op: 'Sum', title: 'of three', shape: [4, 5, 6], weights: { b: w(5, 1), c: w(6) } },
  ...['Max', 'Min', 'PRelu'].map((op): Case => ({ op, shape: [4, 5, 6], weights: { b: w(4, 1, 1) } })),
  ...[
    'Relu',
    'Sigmoid',
    'Tanh',
    'Erf',
    'Exp',
    'Softplus',
    'Abs',
    'Floor',
    'Ceil',
    'Round',
    'Neg',
    'HardSwish',
    'HardSigmoid',
    'LeakyRelu',
    'Elu',
    'Selu',
    'Identity',
    'Reciprocal',
  ].map((op): Case => ({ op, shape: image() })),
  ...['Sqrt', 'Log'].map((op): Case => ({ op, shape: image(), positive: true })),
  { op: 'LeakyRelu', title: 'alpha', shape: image(), attributes: { alpha: float(0.3) } },
  { op: 'Elu', title: 'alpha', shape: image(), attributes: { alpha: float(1.7) } },
  { op: 'Selu', title: 'alpha and gamma', shape: image(), attributes: { alpha: float(1.2), gamma: float(0.8) } },
  { op: 'HardSigmoid', title: 'alpha and beta', shape: image(), attributes: { alpha: float(0.3), beta: float(0.4) } },
  { op: 'Mod', title: 'of the dividend’s sign', shape: [4, 5], weights: { b: up(5) }, attributes: { fmod: 1 } },
  { op: 'Gelu', shape: image(), opset: 20 },
  { op: 'Gelu', title: 'tanh', shape: image(), attributes: { approximate: 'tanh' }, opset: 20 },
  ...[2, 3, 0.5, 1, 7].map((value): Case => ({
    op: 'Pow',
    title: `${value}`,
    shape: [3, 5],
    weights: { e: one(value) },
    positive: value === 0.5,
  })),
  ...[1.7, -2, -1, -0.5].map((value): Case => ({
    op: 'Pow',
    title: `${value}`,
    shape: [3, 5],
    weights: { e: one(value) },
    positive: true,
  })),
  { op: 'Clip', shape: image(), weights: { low: one(-0.5), high: one(1) } },
  { op: 'Clip', title: 'only above', shape: image(), weights: { low: undefined, high: one(1) } },
  { op: 'Clip', title: 'by attributes', shape: image(), attributes: { min: float(-1), max: float(0.25) }, opset: 6 },
  ...[-1, 1, 2].map((axis): Case => ({ op: 'Softmax', title: `axis ${axis}`, shape: [5, 6, 7], attributes: { axis } })),
  { op: 'Softmax', title: 'before version 13', shape: [5, 6], attributes: { axis: 1 }, opset: 11 },
  { op: 'BatchNormalization', shape: [5, 4, 3], weights: { s: w(5), b: w(5), m: w(5), v: up(5) } },
  {
    op: 'BatchNormalization',
    title: 'of vectors',
    shape: [5],
    weights: { s: w(5), b: w(5), m: w(5), v: up(5) },
    attributes: { epsilon: float(0.1) },
  },
  { op: 'InstanceNormalization', shape: [5, 4, 7], weights: { s: w(5), b: w(5) } },
  {
    op: 'GroupNormalization',
    title: 'by channel',
    shape: [6, 4, 5],
    weights: { s: w(6), b: w(6) },
    attributes: { num_groups: 3 },
    opset: 21,
  },
  { op: 'LayerNormalization', shape: [4, 9], weights: { s: w(9), b: w(9) } },
  {
    op: 'LayerNormalization',
    title: 'over two axes, without bias',
    shape: [4, 9],
    weights: { s: w(4, 9) },
    attributes: { axis: 1 },
  },
  ...['MaxPool', 'AveragePool'].flatMap((op): Case[] => [
    { op, shape: [3, 9, 8], attributes: { kernel_shape: [2, 2], strides: [2, 2] } },
    {
      op,
      title: 'padded',
      shape: [5, 9, 8],
      attributes: { kernel_shape: [3, 2], strides: [2, 1], pads: [1, 0, 1, 1] },
    },
    { op, title: 'rounded up', shape: [5, 10, 7], attributes: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 } },
    { op, title: 'one-dimensional', shape: [5, 11], attributes: { kernel_shape: [3], strides: [2], pads: [1, 1] } },
    {
      op,
      title: 'same',
      shape: [2, 7, 6],
      attributes: { kernel_shape: [3, 3], strides: [2, 2], auto_pad: 'SAME_UPPER' },
    },
  ]),
  { op: 'MaxPool', title: 'dilated', shape: [3, 9, 8], attributes: { kernel_shape: [2, 3], dilations: [2, 2] } },
  {
    op: 'AveragePool',
    title: 'that counts its padding',
    shape: [3, 9, 8],
    attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 },
  },
  { op: 'GlobalAveragePool', shape: [5, 4, 7] },
  { op: 'GlobalMaxPool', shape: [5, 4, 7] },
  ...['ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceMin', 'ReduceProd', 'ReduceL2', 'ReduceSumSquare'].flatMap(
    (op): Case[] => [
      { op, title: 'axes 2, 3', shape: [3, 4, 5], weights: { axes: ints(2, 3) }, attributes: { keepdims: 0 } },
      { op, title: 'last axis', shape: [3, 4, 5], weights: { axes: ints(-1) } },
    ],
  ),
  { op: 'Reshape', shape: [4, 6], weights: { s: ints(0, 3, -1) } },
  { op: 'Flatten', shape: [4, 6, 2] },
  { op: 'Flatten', title: 'axis 2', shape: [4, 6, 2], attributes: { axis: -3 } },
  { op: 'Transpose', shape: [4, 6, 2], attributes: { perm: [0, 3, 1, 2] } },
  { op: 'Squeeze', shape: [1, 6, 1], weights: { a: ints(1, -1) } },
  { op: 'Unsqueeze', shape: [6], weights: { a: ints(1, -1) } },
  { op: 'Split', shape: [7, 4], weights: { s: ints(2, 5) }, attributes: { axis: 1 }, outputs: 2 },
  { op: 'Split', title: 'evenly', shape: [6, 4], attributes: { axis: 1, num_outputs: 3 }, outputs: 3 },
  { op: 'Slice', shape: [7, 9], weights: { s: ints(1, -1), e: ints(2 ** 31, -9), a: ints(1, 2), t: ints(2, -3) } },
  { op: 'Gather', shape: [7, 4], weights: { i: ints(3, 0, -1) }, attributes: { axis: 1 } },
  { op: 'Gather', title: 'one', shape: [7, 4], weights: { i: { shape: [], data: [2] } }, attributes: { axis: 1 } },
  { op: 'Expand', shape: [1, 4], weights: { s: ints(1, 3, 1) } },
  { op: 'Tile', shape: [2, 3], weights: { r: ints(1, 2, 3) } },
  { op: 'DepthToSpace', shape: [12, 3, 4], attributes: { blocksize: 2 } },
  { op: 'DepthToSpace', title: 'CRD', shape: [12, 3, 4], attributes: { blocksize: 2, mode: 'CRD' } },
  { op: 'SpaceToDepth', shape: [3, 6, 4], attributes: { blocksize: 2 } },
  { op: 'Pad', shape: [2, 4, 5], weights: { p: ints(0, 0, 1, 2, 0, 1, 0, 3), v: one(0.5) } },
  { op: 'Pad', title: 'that crops', shape: [2, 4, 5], weights: { p: ints(0, 0, -1, 2, 0, 0, 1, -2) } },
  {
    op: 'Pad',
    title: 'by reflection',
    shape: [2, 4, 5],
    weights: { p: ints(0, 0, 1, 2, 0, 0, 3, 1) },
    attributes: { mode: 'reflect' },
  },
  {
    op: 'Pad',
    title: 'by the edge',
    shape: [2, 4, 5],
    weights: { p: ints(0, 0, 1, 2, 0, 0, 3, 1) },
    attributes: { mode: 'edge' },
  },
  { op: 'Cast', shape: [3, 4], attributes: { to: 1 } },
];
