import { describe, expect, test } from 'vitest';
import { load } from '../src/engine/index';
import { generator, normal, type Input } from './numbers';
import { compare } from './reference';
import { model, type NodeSpec, type Weights } from './writer';

const random = generator(11);
const size = (shape: number[]): number => shape.reduce((a, b) => a * b, 1);
const w = (...shape: number[]): Weights => ({ shape, data: normal(random, size(shape)) });
const node = (op: string, inputs: string[], output: string, attributes?: NodeSpec['attributes']): NodeSpec => ({
  op,
  inputs,
  outputs: [output],
  ...(attributes && { attributes }),
});
const points = (batch: number, d: number): Input => ({ shape: [batch, d], data: normal(random, batch * d) });
/** One-hot rows. */
function labels(batch: number, k: number): Input {
  const data = new Float32Array(batch * k);
  for (let i = 0; i < batch; i++) data[i * k + ((3 * i + 1) % k)] = 1;
  return { shape: [batch, k], data };
}

describe('a decoder with conditions', () => {
  const D = 4;
  const K = 10;

  test('that concatenates them with z agrees with onnxruntime', async () => {
    const bytes = model(
      [
        node('Concat', ['z', 'label', 'weight'], 'all', { axis: 1 }),
        node('Gemm', ['all', 'w1', 'b1'], 'h'),
        node('Relu', ['h'], 'a'),
        node('Gemm', ['a', 'w2', 'b2'], 'f', { transB: 1 }),
        node('Reshape', ['f', 'shape'], 'm'),
        node('ConvTranspose', ['m', 'k'], 'c', { strides: [2, 2] }),
        node('Sigmoid', ['c'], 'y'),
      ],
      { z: [-1, D], label: [-1, K], weight: [-1, 1] },
      ['y'],
      {
        w1: w(D + K + 1, 24),
        b1: w(24),
        w2: w(32, 24),
        b2: w(32),
        shape: { shape: [4], data: [-1, 2, 4, 4] },
        k: w(2, 1, 2, 2),
      },
    );
    for (const batch of [1, 3, 40])
      await compare(bytes, { z: points(batch, D), label: labels(batch, K), weight: points(batch, 1) });
  });

  test('that composes affine layers of z alone agrees with onnxruntime', async () => {
    const bytes = model(
      [
        node('Gemm', ['z', 'w1', 'b1'], 'g'),
        node('Gemm', ['g', 'w2', 'b2'], 'h'),
        node('Gemm', ['label', 'w3'], 'e'),
        node('Add', ['h', 'e'], 's'),
        node('Relu', ['s'], 'a'),
        node('Gemm', ['a', 'w4'], 'y'),
      ],
      { z: [-1, D], label: [-1, K] },
      ['y'],
      { w1: w(D, 64), b1: w(64), w2: w(64, 8), b2: w(8), w3: w(K, 8), w4: w(8, 6) },
    );
    for (const batch of [1, 5]) await compare(bytes, { z: points(batch, D), label: labels(batch, K) });
  });

  test.each([
    ['multiplies with it', [node('Mul', ['z', 'row'], 'in')], 4, 4],
    ['concatenates it', [node('Concat', ['z', 'row'], 'in', { axis: 1 })], 6, 10],
  ])('that looks an embedding up and %s agrees with onnxruntime', async (_, nodes, width, inside) => {
    const bytes = model(
      [
        node('ArgMax', ['label'], 'index', { axis: 1, keepdims: 0 }),
        node('Gather', ['table', 'index'], 'row', { axis: 0 }),
        ...nodes,
        node('Gemm', ['in', 'w1', 'b1'], 'h'),
        node('Tanh', ['h'], 'y'),
      ],
      { z: [-1, D], label: [-1, K] },
      ['y'],
      { table: w(K, width), w1: w(inside, 12), b1: w(12) },
    );
    for (const batch of [1, 3, 40]) await compare(bytes, { z: points(batch, D), label: labels(batch, K) });
  });

  test('that scales channels by them (FiLM) agrees with onnxruntime', async () => {
    const bytes = model(
      [
        node('Gemm', ['z', 'w1'], 'f'),
        node('Reshape', ['f', 'shape'], 'm'),
        node('Gemm', ['label', 'w2', 'b2'], 'g'),
        node('Unsqueeze', ['g', 'axes'], 'u'),
        node('Mul', ['m', 'u'], 's'),
        node('Conv', ['s', 'k'], 'y', { pads: [1, 1, 1, 1] }),
      ],
      { z: [-1, D], label: [-1, K] },
      ['y'],
      {
        w1: w(D, 48),
        shape: { shape: [4], data: [-1, 3, 4, 4] },
        w2: w(K, 3),
        b2: w(3),
        axes: { shape: [2], data: [2, 3] },
        k: w(1, 3, 3, 3),
      },
    );
    for (const batch of [1, 7]) await compare(bytes, { z: points(batch, D), label: labels(batch, K) });
  });

  test('takes hardly longer because its inputs are concatenated', async () => {
    const [hidden, batch] = [1024, 32];
    const weights = { w1: w(D + K, hidden), b1: w(hidden), w2: w(hidden, 784) };
    const rest = (name: string) => [
      node('Gemm', [name, 'w1', 'b1'], 'h'),
      node('Relu', ['h'], 'a'),
      node('Gemm', ['a', 'w2'], 'y'),
    ];
    const joined = [node('Concat', ['z', 'label'], 'all', { axis: 1 }), ...rest('all')];
    const [several, one] = await Promise.all([
      load(model(joined, { z: [-1, D], label: [-1, K] }, ['y'], weights).slice().buffer),
      load(model(rest('x'), { x: [-1, D + K] }, ['y'], weights).slice().buffer),
    ]);
    const time = (run: () => void): number => {
      const begun = performance.now();
      run();
      return performance.now() - begun;
    };
    const x = points(batch, D + K).data;
    let [apart, together] = [Infinity, Infinity];
    // in turn, so that what else the machine does slows both
    for (let i = 0; i < 60; i++) {
      const inputs = { z: x.subarray(0, batch * D), label: x.subarray(batch * D) };
      apart = Math.min(
        apart,
        time(() => several.run(inputs, batch)),
      );
      together = Math.min(
        together,
        time(() => one.run({ x }, batch)),
      );
    }
    expect(apart).toBeLessThan(1.5 * together + 0.2);
  });
});
