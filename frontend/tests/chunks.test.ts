import { expect, describe, test } from 'vitest';
import { load } from '../src/engine/index';
import { generator, normal } from './numbers';
import { compare } from './reference';
import { model, type AttributeValue, type NodeSpec, type Weights } from './writer';

/** More than a chunk has, and not a multiple of one. */
const BATCH = 71;
const INT64_MIN = -(2 ** 63);

interface Case {
  title: string;
  nodes: NodeSpec[];
  weights?: Record<string, Weights>;
}

const node = (
  op: string,
  inputs: string[],
  output: string,
  attributes: Record<string, AttributeValue> = {},
): NodeSpec => ({ op, inputs, outputs: [output], attributes });
const ints = (...data: number[]): Weights => ({ shape: [data.length], data });

/** Graphs in which a sample depends on others of its batch. */
const MIXING: Case[] = [
  { title: 'a softmax over the batch', nodes: [node('Softmax', ['x'], 'y', { axis: 0 })] },
  {
    title: 'the mean of the batch',
    nodes: [node('ReduceMean', ['x', 'a'], 'm', { keepdims: 1 }), node('Sub', ['x', 'm'], 'y')],
    weights: { a: ints(0) },
  },
  {
    title: 'sums over the batch so far',
    nodes: [node('CumSum', ['x', 'a'], 'y')],
    weights: { a: { shape: [], data: [0] } },
  },
  {
    title: 'a softmax behind a transposition',
    nodes: [
      node('Transpose', ['x'], 't', { perm: [1, 0] }),
      node('Softmax', ['t'], 's', { axis: 1 }),
      node('Transpose', ['s'], 'y', { perm: [1, 0] }),
    ],
  },
  {
    title: 'a reversed batch',
    nodes: [node('Slice', ['x', 's', 'e', 'a', 'p'], 'y')],
    weights: { s: ints(-1), e: ints(INT64_MIN), a: ints(0), p: ints(-1) },
  },
  {
    title: 'attention between samples',
    nodes: [
      node('Transpose', ['x'], 't', { perm: [1, 0] }),
      node('MatMul', ['x', 't'], 'p'),
      node('Softmax', ['p'], 's', { axis: -1 }),
      node('MatMul', ['s', 'x'], 'y'),
    ],
  },
  {
    title: 'rows of other samples',
    nodes: [
      node('Reshape', ['x', 'a'], 'r'),
      node('Transpose', ['r'], 't', { perm: [1, 0] }),
      node('Reshape', ['t', 'b'], 'y'),
    ],
    weights: { a: ints(3, -1), b: ints(-1, 6) },
  },
  {
    title: 'the size of the batch',
    nodes: [
      node('Shape', ['x'], 's', { start: 0, end: 1 }),
      node('Cast', ['s'], 'c', { to: 1 }),
      node('Div', ['x', 'c'], 'y'),
    ],
  },
];

describe('a model in which samples depend on each other runs as a whole, with', () => {
  test.each(MIXING)('$title', async ({ nodes, weights = {} }) => {
    const bytes = model(nodes, { x: [-1, 6] }, ['y'], weights);
    await compare(bytes, { x: { shape: [BATCH, 6], data: normal(generator(2), BATCH * 6) } });
  });
});

describe('numbers that a model draws', () => {
  const bytes = model([node('RandomNormalLike', ['x'], 'noise'), node('Add', ['x', 'noise'], 'y')], { x: [-1, 500] }, [
    'y',
  ]);
  const zeros = (batch: number) => ({ x: new Float32Array(batch * 500) });
  const drawn = async (batch: number, seed?: number): Promise<Float32Array> => {
    const { begin } = await load(bytes.slice().buffer);
    const { advance, results } = begin(zeros(batch), batch, undefined, undefined, seed);
    while (advance());
    return results['y'] as Float32Array;
  };

  test('are normal', async () => {
    const numbers = await drawn(1);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / 500;
    const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 500;
    expect(Math.abs(mean)).toBeLessThan(0.2);
    expect(Math.abs(variance - 1)).toBeLessThan(0.25);
    expect(new Set(numbers).size).toBeGreaterThan(490);
  });

  test('follow from the seed, and are the same for each sample of a batch', async () => {
    const one = await drawn(1, 7);
    expect(await drawn(1, 7)).toEqual(one);
    expect(await drawn(1, 8)).not.toEqual(one);
    const many = await drawn(BATCH, 7);
    for (const sample of [0, 40, BATCH - 1]) expect(many.slice(sample * 500, (sample + 1) * 500)).toEqual(one);
  });

  test('need no input of their own', async () => {
    expect((await load(bytes.slice().buffer)).inputs).toEqual([{ name: 'x', shape: [-1, 500] }]);
  });
});
