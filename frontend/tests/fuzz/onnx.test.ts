import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, afterAll, describe, test } from 'vitest';
import { load as full } from '../../src/engine/full';
import { OPERATORS } from '../../src/engine/operators/index';
import { load as plain } from '../../src/engine/plain';
import { model, type AttributeValue, type NodeSpec, type Weights } from '../writer';
import { damagedBytes, edge, name, small } from './damage';
import { endures } from './hostile';
import { watched } from './kernels';
import { damagedModel } from './protobuf';
import { runs } from './running';

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../fixtures/${name}.onnx`, import.meta.url)));
const FIXTURES = [
  'decoder-script',
  'decoder-dynamo',
  'encoder-script',
  'upsampler-dynamo',
  'attention-dynamo',
  'attention-script',
  'residual-script',
  'dcgan-script',
];

const { instantiate } = WebAssembly;
beforeAll(() => {
  // not a spy, which would keep every result, and with it every memory
  WebAssembly.instantiate = (async (module: any) => ({
    exports: watched(((await instantiate(module)) as any).exports),
  })) as any;
});
afterAll(() => void (WebAssembly.instantiate = instantiate));

describe('an ONNX file with damage', () => {
  test.each(FIXTURES)('to the fields of %s runs or is refused', async (name) => {
    await endures(`ONNX, fields of ${name}`, damagedModel(fixture(name)), runs(full), 25);
  });

  test.each(['decoder-script', 'dcgan-dynamo'])('to the bytes of %s runs or is refused', async (name) => {
    await endures(`ONNX, bytes of ${name}`, damagedBytes(fixture(name)), runs(full), 40);
  });

  test('runs or is refused by the plain engine too', async () => {
    await endures(
      'ONNX, fields, the plain engine',
      damagedModel(fixture('decoder-script')),
      async (bytes) => {
        // the plain engine has no messages; the full one explains the failure
        await runs(plain)(bytes).catch((error: Error) =>
          Promise.reject(Object.assign(error, { message: error.message || 'Refused.' })),
        );
      },
      40,
    );
  });
});

/** Attributes that some operator reads. */
const NUMBERS = [
  'axis',
  'keepdims',
  'group',
  'transA',
  'transB',
  'to',
  'blocksize',
  'ceil_mode',
  'count_include_pad',
  'num_outputs',
  'num_groups',
  'allowzero',
  'noop_with_empty_axes',
  'start',
  'end',
  'fmod',
  'align_corners',
  'antialias',
  'batch_dims',
  'exclude_outside',
  'exclusive',
  'hidden_size',
  'input_forget',
  'interleaved',
  'is_causal',
  'kv_num_heads',
  'largest',
  'layout',
  'left_window_size',
  'linear_before_reset',
  'num_heads',
  'p',
  'q_num_heads',
  'qk_matmul_output_mode',
  'reverse',
  'right_window_size',
  'rotary_embedding_dim',
  'select_last_index',
  'size',
  'upper',
  'value_int',
];
const FLOATS = [
  'alpha',
  'beta',
  'epsilon',
  'gamma',
  'value_float',
  'min',
  'max',
  'value',
  'scale',
  'softcap',
  'low',
  'high',
  'clip',
];
const LISTS = [
  'pads',
  'strides',
  'dilations',
  'kernel_shape',
  'output_padding',
  'output_shape',
  'axes',
  'perm',
  'shape',
  'split',
  'starts',
  'ends',
  'scales',
  'value_ints',
];
const TEXTS: [string, string[]][] = [
  ['mode', ['nearest', 'linear', 'cubic', 'wrap', 'edge', 'reflect', 'constant', 'CRD', 'tanh', '']],
  ['auto_pad', ['SAME_UPPER', 'SAME_LOWER', 'VALID', 'NOTSET']],
  ['coordinate_transformation_mode', ['half_pixel', 'align_corners', 'asymmetric', 'tf_crop_and_resize', 'x']],
  ['direction', ['forward', 'reverse', 'bidirectional']],
  ['equation', ['ab,bc->ac', '...a,a->...', 'aa->a', 'ab->', 'a,b,c->', 'x', '->', '...,...->...']],
  ['keep_aspect_ratio_policy', ['not_larger', 'not_smaller']],
  ['padding_mode', ['zeros', 'border', 'reflection']],
  ['reduction', ['none', 'add', 'mul', 'max', 'x']],
  ['nearest_mode', ['floor', 'ceil']],
];

const whole = fc.oneof({ weight: 12, arbitrary: small }, { weight: 1, arbitrary: edge });
const attribute: fc.Arbitrary<[string, AttributeValue]> = fc.oneof(
  fc.tuple(fc.constantFrom(...NUMBERS), whole),
  fc.tuple(
    fc.constantFrom(...FLOATS),
    fc.constantFrom(0, 1, 2, 0.5, -1, NaN, Infinity, -Infinity, 1e38, 1e-38).map((float) => ({ float })),
  ),
  fc.tuple(fc.constantFrom(...LISTS), fc.array(whole, { maxLength: 6 })),
  fc.constantFrom(...TEXTS).chain(([key, of]) => fc.tuple(fc.constant(key), fc.constantFrom(...of))),
);

const SPECIAL = [0, 1, -1, 0.5, NaN, Infinity, -Infinity, 3e38, 1e-45];
const shapes = fc.constantFrom<number[][]>(
  [],
  [1],
  [2],
  [4],
  [2, 4],
  [4, 4],
  [4, 2],
  [2, 2, 1, 1],
  [2, 2, 3, 3],
  [4, 2, 2, 2],
  [1, 4, 4],
  [0],
  [0, 4],
  [2, 0, 3, 3],
);
const weights: fc.Arbitrary<Weights> = fc.oneof(
  shapes.chain((shape) => {
    const length = shape.reduce((a, b) => a * b, 1);
    return fc
      .array(
        fc.oneof(
          { weight: 5, arbitrary: fc.double({ min: -2, max: 2, noNaN: true }) },
          { weight: 1, arbitrary: fc.constantFrom(...SPECIAL) },
        ),
        { minLength: length, maxLength: length },
      )
      .map((data) => ({ shape, data: Float32Array.from(data) }));
  }),
  fc.array(whole, { maxLength: 6 }).map((data) => ({ shape: [data.length], data })),
  whole.map((one) => ({ shape: [], data: [one] })),
);

/** Networks of random operators over earlier tensors, with random attributes: most are invalid. */
const operators = Object.keys(OPERATORS);
const network = fc
  .record({
    input: fc.constantFrom<number[][]>(
      [-1, 4],
      [-1, 2, 4, 4],
      [-1, 3, 4],
      [-1],
      [],
      [2, 4],
      [-1, 0, 4],
      [-1, 2, 2 ** 20, 2 ** 20],
      [-1, -1],
      [-1, 2 ** 31],
      [2 ** 31, 2],
    ),
    weights: fc.array(weights, { maxLength: 4 }),
    nodes: fc.array(
      fc.record({
        op: fc.constantFrom(...operators),
        from: fc.array(fc.nat(12), { minLength: 1, maxLength: 5 }),
        more: fc.nat(2),
        attributes: fc.array(attribute, { maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    opset: fc.constantFrom(9, 11, 13, 18, 21),
  })
  .map(({ input, weights, nodes, opset }) => {
    const known = ['x', ...weights.map((_, i) => `w${i}`)];
    const specs: NodeSpec[] = nodes.map(({ op, from, more, attributes }, i) => {
      // mostly the latest tensor is read first, so that nodes form a chain
      const inputs = from.map((at, place) =>
        place === 0 && at < 9 ? known.findLast((one) => !one.startsWith('w'))! : (known[at % (known.length + 1)] ?? ''),
      );
      const outputs = Array.from({ length: 1 + more }, (_, j) => `t${i}_${j}`);
      known.push(...outputs.slice(0, 1));
      return { op, inputs, outputs, attributes: Object.fromEntries(attributes) };
    });
    return model(
      specs,
      { x: input },
      [known.findLast((one) => one.startsWith('t'))!],
      Object.fromEntries(weights.map((one, i) => [`w${i}`, one])),
      opset,
    );
  });

/** Networks of one operator, whose inputs and attributes mostly have the right types. */
const SIGNATURES: Record<string, { input: number[]; weights: number[][]; attributes: string[] }> = {
  Conv: {
    input: [-1, 2, 4, 4],
    weights: [[2, 2, 3, 3], [2]],
    attributes: ['pads', 'strides', 'dilations', 'group', 'kernel_shape', 'auto_pad'],
  },
  ConvTranspose: {
    input: [-1, 2, 4, 4],
    weights: [[2, 2, 3, 3], [2]],
    attributes: ['pads', 'strides', 'dilations', 'group', 'output_padding', 'output_shape', 'auto_pad'],
  },
  Gemm: { input: [-1, 4], weights: [[4, 2], [2]], attributes: ['alpha', 'beta', 'transA', 'transB'] },
  MatMul: { input: [-1, 4], weights: [[4, 2]], attributes: [] },
  MaxPool: {
    input: [-1, 2, 4, 4],
    weights: [],
    attributes: ['kernel_shape', 'strides', 'pads', 'dilations', 'ceil_mode', 'auto_pad'],
  },
  AveragePool: {
    input: [-1, 2, 4, 4],
    weights: [],
    attributes: ['kernel_shape', 'strides', 'pads', 'dilations', 'ceil_mode', 'count_include_pad', 'auto_pad'],
  },
  InstanceNormalization: { input: [-1, 2, 4, 4], weights: [[2], [2]], attributes: ['epsilon'] },
  GroupNormalization: { input: [-1, 2, 4, 4], weights: [[2], [2]], attributes: ['epsilon', 'num_groups'] },
  LayerNormalization: { input: [-1, 3, 4], weights: [[4], [4]], attributes: ['epsilon', 'axis'] },
  BatchNormalization: { input: [-1, 2, 4, 4], weights: [[2], [2], [2], [2]], attributes: ['epsilon'] },
  Attention: {
    input: [-1, 2, 3, 4],
    weights: [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [3, 3],
    ],
    attributes: ['is_causal', 'q_num_heads', 'kv_num_heads', 'scale', 'softcap', 'left_window_size'],
  },
  Einsum: { input: [-1, 4], weights: [[4, 2]], attributes: ['equation'] },
  GridSample: {
    input: [-1, 2, 4, 4],
    weights: [[1, 3, 3, 2]],
    attributes: ['mode', 'padding_mode', 'align_corners'],
  },
  LSTM: {
    input: [-1, 2, 3],
    weights: [
      [1, 8, 3],
      [1, 8, 2],
      [1, 16],
    ],
    attributes: ['hidden_size', 'direction', 'layout', 'clip', 'input_forget'],
  },
  GatherND: { input: [-1, 4], weights: [[2, 1]], attributes: ['batch_dims'] },
  ScatterElements: {
    input: [-1, 4],
    weights: [
      [1, 4],
      [1, 4],
    ],
    attributes: ['axis', 'reduction'],
  },
  TopK: { input: [-1, 4], weights: [[1]], attributes: ['axis', 'largest'] },
  DepthToSpace: { input: [-1, 4, 2, 2], weights: [], attributes: ['blocksize', 'mode'] },
  SpaceToDepth: { input: [-1, 2, 4, 4], weights: [], attributes: ['blocksize'] },
};
const one = fc.constantFrom(...Object.keys(SIGNATURES)).chain((op) => {
  const { input, weights, attributes } = SIGNATURES[op]!;
  const ofKind = attributes.length
    ? fc.constantFrom(...attributes).chain((key): fc.Arbitrary<[string, AttributeValue]> => {
        const texts = TEXTS.find(([known]) => known === key)?.[1];
        if (texts) return fc.tuple(fc.constant(key), fc.constantFrom(...texts));
        if (LISTS.includes(key)) return fc.tuple(fc.constant(key), fc.array(whole, { minLength: 1, maxLength: 4 }));
        if (FLOATS.includes(key))
          return fc.tuple(
            fc.constant(key),
            fc.constantFrom(...SPECIAL).map((float) => ({ float })),
          );
        return fc.tuple(fc.constant(key), whole);
      })
    : fc.constant<[string, AttributeValue]>(['axis', 1]);
  const sizes = fc.array(fc.tuple(fc.nat(), fc.nat(), whole), { maxLength: 1 });
  return fc
    .record({ list: fc.array(ofKind, { maxLength: 3 }), left: fc.nat(8), sizes })
    .map(({ list, left, sizes }) => {
      const shapes = [input, ...weights].map((shape) => [...shape]);
      for (const [which, axis, size] of sizes) {
        const shape = shapes[which % shapes.length]!;
        shape[axis % shape.length] = size;
      }
      const [from, ...others] = shapes as [number[], ...number[][]];
      const tensors = others
        .map((shape): Weights => {
          const length = shape.reduce((a, b) => a * b, 1);
          return {
            shape,
            data: Float32Array.from({ length: length >= 0 && length < 4096 ? length : 1 }, (_, i) => Math.cos(i)),
          };
        })
        .slice(0, left || undefined);
      return model(
        [
          {
            op,
            inputs: ['x', ...tensors.map((_, i) => `w${i}`)],
            outputs: ['y'],
            attributes: Object.fromEntries(list),
          },
        ],
        { x: from },
        ['y'],
        Object.fromEntries(tensors.map((one, i) => [`w${i}`, one])),
      );
    });
});

/** Operators that move and multiply elements, with constant shapes and sizes. */
const MOVERS: Record<string, number> = {
  Reshape: 1,
  Expand: 1,
  Tile: 1,
  ConstantOfShape: 0,
  Range: 3,
  Pad: 1,
  Slice: 4,
  Gather: 1,
  Split: 1,
  Squeeze: 1,
  Unsqueeze: 1,
  Resize: 1,
  Upsample: 1,
  Transpose: 0,
  Concat: 1,
  Flatten: 0,
  Shape: 0,
  ReduceSum: 1,
};
const mover = fc.constantFrom(...Object.keys(MOVERS)).chain((op) =>
  fc
    .record({
      lists: fc.array(fc.array(whole, { minLength: 0, maxLength: 5 }), {
        minLength: MOVERS[op]!,
        maxLength: MOVERS[op]!,
      }),
      attributes: fc.array(attribute, { maxLength: 2 }),
      input: fc.constantFrom<number[][]>([-1, 4], [-1, 2, 4, 4]),
      scalars: fc.boolean(),
      constant: fc.boolean(),
      after: fc.constantFrom('Exp', 'Relu', 'Softmax', 'Flatten', 'Identity'),
      repeat: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ lists, attributes, input, scalars, constant, after, repeat }) => {
      const constants = Object.fromEntries(
        lists.map((data, i): [string, Weights] => [
          `w${i}`,
          scalars ? { shape: [], data: [data[0] ?? 1] } : { shape: [data.length], data },
        ]),
      );
      // constants are evaluated while the file is opened, the input later; several in a row multiply
      const first = constant ? (Object.keys(constants)[0] ?? 'x') : 'x';
      const chain = Array.from({ length: repeat }, (_, i): NodeSpec => ({
        op,
        inputs: [i ? `m${i}` : first, ...Object.keys(constants)],
        outputs: [`m${i + 1}`],
        attributes: Object.fromEntries(attributes),
      }));
      return model(
        [
          ...chain,
          { op: after, inputs: [`m${repeat}`], outputs: ['y'] },
          { op: 'Add', inputs: ['x', 'y'], outputs: ['z'] },
        ],
        { x: input },
        ['z'],
        constants,
      );
    }),
);

describe('a hostile ONNX file', () => {
  test('by any operators over anything runs or is refused', () =>
    endures('ONNX, any operators', network, runs(full), 300));
  test('by one operator with wrong sizes runs or is refused', () =>
    endures('ONNX, one operator, wrong sizes', one, runs(full), 300));
  test('by shapes and sizes runs or is refused', () => endures('ONNX, shapes and sizes', mover, runs(full), 300));
  test('by its names runs or is refused', () =>
    endures(
      'ONNX, names',
      fc.array(name, { minLength: 4, maxLength: 4 }).map(([op, x, w, y]) =>
        model(
          [
            { op: op!, inputs: [x!, w!], outputs: [y!] },
            { op: 'Relu', inputs: [y!], outputs: [x!] },
          ],
          { [x!]: [-1, 4] },
          [y!],
          { [w!]: { shape: [4], data: Float32Array.of(1, 2, 3, 4) } },
        ),
      ),
      runs(full),
      100,
    ));

  test.each([
    [
      'a chain of 20,000 nodes',
      Array.from({ length: 20000 }, (_, i): NodeSpec => ({
        op: i % 2 ? 'Relu' : 'Tanh',
        inputs: [i ? `t${i}` : 'x'],
        outputs: [i === 19999 ? 'y' : `t${i + 1}`],
      })),
    ],
    [
      '20,000 nodes that each double',
      Array.from({ length: 20000 }, (_, i): NodeSpec => ({
        op: 'Concat',
        inputs: i ? [`t${i}`, `t${i}`] : ['x', 'x'],
        outputs: [i === 19999 ? 'y' : `t${i + 1}`],
        attributes: { axis: 1 },
      })),
    ],
    [
      'a cycle',
      [
        { op: 'Add', inputs: ['x', 'b'], outputs: ['a'] },
        { op: 'Relu', inputs: ['a'], outputs: ['b'] },
        { op: 'Identity', inputs: ['b'], outputs: ['y'] },
      ],
    ],
    ['a node that reads itself', [{ op: 'Add', inputs: ['x', 'y'], outputs: ['y'] }]],
  ] as [string, NodeSpec[]][])('by %s runs or is refused', async (what, nodes) => {
    await endures(`ONNX, ${what}`, fc.constant(model(nodes, { x: [-1, 4] }, ['y'])), runs(full), 1);
  });
});
