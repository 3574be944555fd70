import { afterEach, describe, expect, test, vi } from 'vitest';
import { load } from '../src/engine/index';
import { evaluation, POINTS } from '../src/engine/operators/tiling';
import { Plan } from '../src/engine/plan';
import { generator, normal } from './numbers';
import { compare } from './reference';
import { model, type AttributeValue, type Weights } from './writer';

const random = generator(11);

function weights(...shape: number[]): Weights {
  const count = shape.reduce((a, b) => a * b);
  const inputs = count / Math.max(shape[0]!, shape[1] ?? 1);
  return { shape, data: normal(random, count).map((value) => value / Math.sqrt(inputs)) };
}

function input(...shape: number[]): { shape: number[]; data: Float32Array } {
  return { shape, data: normal(random, shape.reduce((a, b) => a * b)) }; // prettier-ignore
}

function network(
  op: string,
  shape: number[],
  w: Weights,
  attributes: Record<string, AttributeValue>,
  bias?: Weights,
): Uint8Array {
  return model(
    [
      { op, inputs: bias ? ['x', 'w', 'b'] : ['x', 'w'], outputs: ['y'], attributes },
      { op: 'Relu', inputs: ['y'], outputs: ['z'] },
    ],
    { x: [-1, ...shape] },
    ['z'],
    bias ? { w, b: bias } : { w },
  );
}

/** Steps of kernels that the full engine alone has: here those of Winograd's method. */
function steps(): number {
  return vi.mocked(Plan.prototype.add).mock.calls.filter(([step]) => 'describe' in step).length;
}

afterEach(() => vi.restoreAllMocks());

describe("a convolution by Winograd's method", () => {
  test.each([
    ['of 3 x 3 taps', [16, 13, 10], [24, 16, 3, 3], [1, 1, 1, 1]],
    ['of 3 x 3 taps on a small image', [32, 4, 4], [32, 32, 3, 3], [1, 1, 1, 1]],
    ['without padding', [32, 12, 12], [32, 32, 3, 3], [0, 0, 0, 0]],
    ['with uneven padding', [32, 11, 9], [32, 32, 3, 3], [2, 0, 1, 2]],
    ['of 2 x 2 taps', [32, 15, 15], [32, 32, 2, 2], [0, 0, 0, 0]],
    ['of 5 x 5 taps', [32, 12, 12], [32, 32, 5, 5], [2, 2, 2, 2]],
    ['to a number of channels that is no multiple of four', [32, 16, 16], [27, 32, 3, 3], [1, 1, 1, 1]],
  ])('%s agrees with onnxruntime', async (_, shape, kernel, pads) => {
    vi.spyOn(Plan.prototype, 'add');
    const bytes = network('Conv', shape, weights(...kernel), { pads }, weights(kernel[0]!));
    for (const batch of [1, 5]) await compare(bytes, { x: input(batch, ...shape) });
    expect(steps()).toBeGreaterThan(0);
  });

  test.each([
    ['of 4 x 4 taps and stride 2', [32, 9, 7], [32, 16, 4, 4], { pads: [1, 1, 1, 1], strides: [2, 2] }],
    ['of 4 x 4 taps, uncropped', [32, 8, 8], [32, 16, 4, 4], { pads: [0, 0, 0, 0], strides: [2, 2] }],
    ['of 6 x 6 taps and stride 2', [32, 8, 8], [32, 32, 6, 6], { pads: [2, 2, 2, 2], strides: [2, 2] }],
    ['of 6 x 6 taps and stride 3', [32, 8, 8], [32, 32, 6, 6], { pads: [1, 2, 1, 2], strides: [3, 3] }],
    ['of 3 x 3 taps and stride 1', [32, 9, 9], [32, 32, 3, 3], { pads: [1, 1, 1, 1], strides: [1, 1] }],
    ['to three channels', [64, 16, 16], [64, 3, 4, 4], { pads: [1, 1, 1, 1], strides: [2, 2] }],
  ])('transposed, %s, agrees with onnxruntime', async (_, shape, kernel, attributes) => {
    vi.spyOn(Plan.prototype, 'add');
    const bytes = network('ConvTranspose', shape, weights(...kernel), attributes, weights(kernel[1]!));
    for (const batch of [1, 5]) await compare(bytes, { x: input(batch, ...shape) });
    expect(steps()).toBeGreaterThan(0);
  });

  test.each([
    ['strides', [16, 16, 3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }],
    ['dilation', [16, 16, 3, 3], { dilations: [2, 2], pads: [2, 2, 2, 2] }],
    ['groups', [16, 8, 3, 3], { group: 2, pads: [1, 1, 1, 1] }],
    ['one tap', [16, 16, 1, 1], {}],
    ['taps of different numbers', [16, 16, 3, 1], { pads: [1, 0, 1, 0] }],
  ])('is not used with %s', async (_, kernel, attributes: Record<string, AttributeValue>) => {
    vi.spyOn(Plan.prototype, 'add');
    await compare(network('Conv', [16, 12, 12], weights(...kernel), attributes), { x: input(2, 16, 12, 12) });
    expect(steps()).toBe(0);
  });

  test('is not used where its weights would take too much memory', async () => {
    vi.spyOn(Plan.prototype, 'add');
    const zeros = { shape: [1536, 512, 3, 3], data: new Float32Array(1536 * 512 * 9) };
    const bytes = network('Conv', [512, 16, 16], zeros, { pads: [1, 1, 1, 1] });
    await load(bytes.slice().buffer);
    expect(steps()).toBe(0);
  });
});

test.each([
  [4, 2],
  [4, 3],
  [6, 2],
  [6, 3],
  [6, 4],
  [6, 5],
])('a tile of %d inputs multiplies polynomials with kernels of %d taps', (side, taps) => {
  // the product of two polynomials, by values at the points and by its definition
  const outputs = side - taps + 1;
  const [kernel, other] = [normal(random, taps), normal(random, outputs)];
  const value = (list: Float32Array, x: number): number => list.reduce((sum, one, power) => sum + one * x ** power, 0);
  const points = POINTS[side]!;
  const values = points.map((x) => value(kernel, x) * value(other, x));
  const leading = kernel.at(-1)! * other.at(-1)!;
  const matrix = evaluation(side, taps);
  points.forEach((x, i) => {
    const weight = points.reduce((product, each) => (each === x ? product : product * (x - each)), 1);
    const ours = matrix[i]!.reduce((sum, factor, power) => sum + factor * kernel[power]!, 0) * value(other, x);
    expect(ours).toBeCloseTo(values[i]! / weight, 5);
  });
  expect(matrix.at(-1)!.reduce((sum, factor, power) => sum + factor * kernel[power]!, 0) * other.at(-1)!).toBeCloseTo(
    leading,
    6,
  );
});
