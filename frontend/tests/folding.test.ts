import { describe, test } from 'vitest';
import { generator, normal } from './numbers';
import { compare } from './reference';
import { model, type NodeSpec, type Weights } from './writer';

const random = generator(5);
const w = (...shape: number[]): Weights => ({
  shape,
  data: normal(
    random,
    shape.reduce((a, b) => a * b, 1),
  ),
});
const node = (op: string, inputs: string[], output: string): NodeSpec => ({ op, inputs, outputs: [output] });

/** What follows a product with a constant, by the shape of that. */
const STACKS: [title: string, shape: number[], weights: number[], others: number[]][] = [
  ['a matrix', [5], [5, 4], [4]],
  ['a stack of one matrix', [3, 5], [1, 5, 4], [4]],
  ['a stack of matrices', [3, 2, 5], [3, 5, 4], [4]],
  ['a matrix, and a constant of higher rank', [3, 5], [5, 4], [1, 1, 4]],
  ['a square stack', [4, 4], [1, 4, 4], [4]],
];

describe('what follows a product with', () => {
  test.each(STACKS)('%s is kept', async (_, shape, weights, others) => {
    for (const [op, inputs] of [
      ['Add', ['p', 'b']],
      ['Sub', ['p', 'b']],
      ['Sub', ['b', 'p']],
      ['Mul', ['p', 'b']],
    ] as [string, string[]][]) {
      const nodes = [node('MatMul', ['x', 'w'], 'p'), node(op, inputs, 's'), node('Relu', ['s'], 'y')];
      const bytes = model(nodes, { x: [-1, ...shape] }, ['y'], { w: w(...weights), b: w(...others) });
      const size = shape.reduce((a, b) => a * b, 3);
      await compare(bytes, { x: { shape: [3, ...shape], data: normal(random, size) } });
    }
  });

  test.each([
    ['an activation', 'Relu', [] as string[]],
    ['a leaky one', 'LeakyRelu', []],
  ])('a stack is kept, if it is %s', async (_, op) => {
    const bytes = model([node('MatMul', ['x', 'w'], 'p'), node(op, ['p'], 'y')], { x: [-1, 3, 5] }, ['y'], {
      w: w(1, 5, 4),
    });
    await compare(bytes, { x: { shape: [2, 3, 5], data: normal(random, 30) } });
  });

  test('a layer is not folded where it would give infinite weights', async () => {
    const b = { shape: [4], data: Float32Array.of(0, -Infinity, 1, -Infinity) };
    const nodes = [node('MatMul', ['x', 'w'], 'p'), node('Add', ['p', 'b'], 's'), node('Softmax', ['s'], 'y')];
    const bytes = model(nodes, { x: [-1, 5] }, ['y'], { w: w(5, 4), b });
    await compare(bytes, { x: { shape: [3, 5], data: normal(random, 15) } });
  });
});

describe('a model of large images', () => {
  test('is not refused because of how layers are composed', async () => {
    const nodes: NodeSpec[] = [
      node('MatMul', ['z', 'w'], 'f'),
      node('Reshape', ['f', 's'], 'r'),
      { op: 'Resize', inputs: ['r', '', 'scales'], outputs: ['u'], attributes: { mode: 'nearest' } },
      node('Conv', ['u', 'k'], 'y'),
    ];
    const scales = { shape: [4], data: Float32Array.of(1, 1, 128, 128) };
    const weights = { w: w(2, 16 * 64), s: { shape: [4], data: [-1, 16, 8, 8] }, scales, k: w(3, 16, 1, 1) };
    await compare(model(nodes, { z: [-1, 2] }, ['y'], weights), { z: { shape: [1, 2], data: Float32Array.of(1, -1) } });
  });
});
