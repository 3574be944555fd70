import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { layersOf } from '../../src/layers/layer';
import { outlineOf } from '../../src/layers/outline';
import { lineOf } from '../../src/layers/pytorch';
import { model, type AttributeValue, type Weights } from '../writer';

const zeros = (...shape: number[]): Weights => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
});
const scalar = (value: number): Weights => ({ shape: [], data: Float32Array.of(value) });

/** The line for one node that reads x and weights, and returns values of a shape. */
function line(
  op: string,
  attributes: Record<string, AttributeValue>,
  weights: Record<string, Weights>,
  shape: readonly number[],
  inputs = ['x', ...Object.keys(weights)],
): string {
  const file = model([{ op, inputs, outputs: ['y'], attributes }], { x: [-1, 4] }, ['y'], weights).slice().buffer;
  const outline = outlineOf(file);
  return lineOf(layersOf(outline)[0]!, shape, outline, 0);
}

test.each([
  ['Gemm', { transB: 1 }, { w: zeros(128, 6), b: zeros(128) }, [128], 'nn.Linear(6, 128)'],
  ['Gemm', {}, { w: zeros(6, 128) }, [128], 'nn.Linear(6, 128, bias=False)'],
  ['Conv', { pads: [1, 1, 1, 1] }, { w: zeros(8, 3, 3, 3), b: zeros(8) }, [8, 5, 5], 'nn.Conv2d(3, 8, 3, padding=1)'],
  [
    'Conv',
    { group: 4, dilations: [2], strides: [1], pads: [0, 0] },
    { w: zeros(8, 2, 3) },
    [8, 5],
    'nn.Conv1d(8, 8, 3, groups=4, dilation=2, bias=False)',
  ],
  [
    'Conv',
    { pads: [0, 1, 2, 3] },
    { w: zeros(8, 3, 3, 2), b: zeros(8) },
    [8, 5, 5],
    'nn.Conv2d(3, 8, (3, 2))(F.pad(x, (1, 3, 0, 2)))',
  ],
  [
    'ConvTranspose',
    { pads: [1, 1, 1, 1], strides: [2, 2] },
    { w: zeros(32, 16, 4, 4), b: zeros(16) },
    [16, 14, 14],
    'nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1)',
  ],
  [
    'BatchNormalization',
    { epsilon: { float: 0.001 } },
    { scale: zeros(9), b: zeros(9), mean: zeros(9), variance: zeros(9) },
    [9],
    'nn.BatchNorm1d(9, eps=0.001)',
  ],
  ['LayerNormalization', {}, { scale: zeros(4), b: zeros(4) }, [3, 4], 'nn.LayerNorm(4)'],
  ['LayerNormalization', {}, { scale: zeros(4, 4), b: zeros(4, 4) }, [4, 4], 'nn.LayerNorm((4, 4))'],
  ['LeakyRelu', { alpha: { float: 0.2 } }, {}, [4], 'nn.LeakyReLU(0.2)'],
  ['LeakyRelu', {}, {}, [4], 'nn.LeakyReLU()'],
  ['Softmax', { axis: -1 }, {}, [4], 'nn.Softmax(dim=-1)'],
  ['Reshape', {}, { shape: { shape: [4], data: [-1, 32, 7, 7] } }, [32, 7, 7], 'x.view(-1, 32, 7, 7)'],
  ['Flatten', {}, {}, [4], 'x.flatten(1)'],
  ['Mul', {}, { half: scalar(0.5) }, [4], 'x * 0.5'],
  ['Add', {}, { w: zeros(2, 2) }, [4], 'x + weight'],
  ['Clip', {}, { low: scalar(0), high: scalar(6) }, [4], 'nn.ReLU6()'],
  ['Clip', {}, { low: scalar(-1) }, [4], 'x.clamp(min=-1)'],
  ['MaxPool', { kernel_shape: [2, 2], strides: [2, 2] }, {}, [3, 4, 4], 'nn.MaxPool2d(2)'],
  [
    'Resize',
    { mode: 'linear' },
    { roi: zeros(0), scales: zeros(4) },
    [3, 8, 8],
    "nn.Upsample(size=8, mode='bilinear')",
  ],
  ['Transpose', { perm: [0, 2, 1] }, {}, [4, 3], 'x.permute(0, 2, 1)'],
  ['Transpose', {}, {}, [4, 3], ''],
  ['ReduceMean', { axes: [2], keepdims: 0 }, {}, [4], 'x.mean(dim=2)'],
  ['Einsum', { equation: 'ij->ij' }, {}, [4], ''],
] as const)('%s %j is a line of PyTorch', (op, attributes, weights, shape, expected) => {
  expect(line(op, attributes as never, weights as never, shape)).toBe(expected);
});

test('of several inputs each has the number of its layer', () => {
  const nodes = [
    { op: 'Relu', inputs: ['z'], outputs: ['a'] },
    { op: 'Tanh', inputs: ['a'], outputs: ['b'] },
    { op: 'Add', inputs: ['a', 'b'], outputs: ['y'] },
    { op: 'Concat', inputs: ['y', 'z'], outputs: ['c'], attributes: { axis: 1 } },
  ];
  const outline = outlineOf(model(nodes, { z: [-1, 4] }, ['c']).slice().buffer);
  expect(layersOf(outline).map((layer, i) => lineOf(layer, [4], outline, i))).toEqual([
    'nn.ReLU()',
    'nn.Tanh()',
    'x1 + x2',
    'torch.cat((x3, z), dim=1)',
  ]);
});

test('the decoder of mnist reads as it was written', () => {
  const bytes = readFileSync(new URL('../../../src/latentwalk/gallery/mnist/decoder.onnx', import.meta.url));
  const outline = outlineOf(Uint8Array.from(bytes).buffer);
  const shapes = [[1568], [32, 7, 7], [16, 14, 14], [16, 14, 14], [1, 28, 28], [1, 28, 28]];
  expect(layersOf(outline).map((layer, i) => lineOf(layer, shapes[i]!, outline, i))).toEqual([
    'nn.Linear(6, 1568)',
    'x.view(-1, 32, 7, 7)',
    'nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1)',
    'nn.ReLU()',
    'nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1)',
    'nn.Tanh()',
  ]);
});
