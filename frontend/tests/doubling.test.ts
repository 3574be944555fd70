import { afterEach, describe, expect, test, vi } from 'vitest';
import { OPERATORS } from '../src/engine/operators/index';
import { generator, normal } from './numbers';
import { compare } from './reference';
import { model, type AttributeValue, type NodeSpec, type Weights } from './writer';

const random = generator(19);
const DEPTH = 3;
const WIDTH = 5;

function weights(...shape: number[]): Weights {
  return { shape, data: normal(random, shape.reduce((a, b) => a * b)) }; // prettier-ignore
}

interface Parts {
  mode?: Record<string, AttributeValue>;
  scales?: number[];
  conv?: Record<string, AttributeValue>;
  kernel?: number[];
  more?: NodeSpec[];
}

/** A network that resizes an image, convolves it, and adds what the model's caller asks for. */
function network({ mode = {}, scales = [1, 1, 2, 2], conv = { pads: [1, 1, 1, 1] }, kernel, more }: Parts): Uint8Array {
  const coordinates = { coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor', ...mode };
  return model(
    [
      { op: 'Resize', inputs: ['x', '', 's'], outputs: ['large'], attributes: coordinates },
      { op: 'Conv', inputs: ['large', 'w', 'b'], outputs: ['convolved'], attributes: conv },
      ...(more ?? [{ op: 'Relu', inputs: ['convolved'], outputs: ['y'] }]),
    ],
    { x: [-1, DEPTH, 5, 4] },
    ['y'],
    {
      w: weights(...(kernel ?? [WIDTH, DEPTH, 3, 3])),
      b: weights(kernel?.[0] ?? WIDTH),
      s: { shape: [4], data: Float32Array.from(scales) },
    },
  );
}

/** Checks a network against onnxruntime, and returns whether it runs as a transposed convolution. */
async function isJoined(bytes: Uint8Array): Promise<boolean> {
  const transposed = vi.spyOn(OPERATORS, 'ConvTranspose');
  for (const batch of [1, 3])
    await compare(bytes, { x: { shape: [batch, DEPTH, 5, 4], data: normal(random, batch * DEPTH * 20) } });
  return transposed.mock.calls.length > 0;
}

afterEach(() => vi.restoreAllMocks());

describe('doubling and a convolution', () => {
  test.each<[string, Parts]>([
    ['that keeps the size', {}],
    [
      'with the coordinates of pixels at their centres',
      { mode: { coordinate_transformation_mode: 'half_pixel', nearest_mode: 'round_prefer_floor' } },
    ],
    ['with automatic padding', { conv: { auto_pad: 'SAME_UPPER' } }],
    ['that a leaky activation follows', { more: [{ op: 'LeakyRelu', inputs: ['convolved'], outputs: ['y'] }] }],
  ])('%s become one transposed convolution', async (_, parts) => {
    expect(await isJoined(network(parts))).toBe(true);
  });

  test.each<[string, Parts]>([
    ['three times as large', { scales: [1, 1, 3, 3] }],
    ['doubled along one axis only', { scales: [1, 1, 2, 1] }],
    ['blended', { mode: { mode: 'linear', coordinate_transformation_mode: 'half_pixel' } }],
    ['of shifted neighbours', { mode: { coordinate_transformation_mode: 'align_corners' } }],
    ['without padding', { conv: { pads: [0, 0, 0, 0] } }],
    ['automatically without padding', { conv: { auto_pad: 'VALID' } }],
    ['with a stride', { conv: { pads: [1, 1, 1, 1], strides: [2, 2] } }],
    ['with dilation', { conv: { pads: [1, 1, 1, 1], dilations: [2, 2] } }],
    ['in groups', { conv: { pads: [1, 1, 1, 1], group: 3 }, kernel: [6, 1, 3, 3] }],
    ['of 1 x 1 taps', { conv: {}, kernel: [WIDTH, DEPTH, 1, 1] }],
    [
      'whose image another node reads',
      {
        more: [
          { op: 'GlobalAveragePool', inputs: ['large'], outputs: ['mean'] },
          { op: 'ReduceMax', inputs: ['mean'], outputs: ['most'] },
          { op: 'Add', inputs: ['convolved', 'most'], outputs: ['y'] },
        ],
      },
    ],
  ])('%s stay two', async (_, parts) => {
    expect(await isJoined(network(parts))).toBe(false);
  });
});
