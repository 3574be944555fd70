import { describe, test } from 'vitest';
import { built, CASES, float, ints, up, w } from './cases';
import { generator, normal, type Input } from './numbers';
import { compare } from './reference';
import { model, type Weights } from './writer';

const random = generator(8);

describe('operators agree with onnxruntime', () => {
  test.each(CASES.map((one) => [`${one.op} ${one.title ?? ''}`.trim(), one] as const))('%s', async (_, one) => {
    const { bytes, inputs } = built(one);
    await compare(bytes, inputs);
  });
});

describe('graphs agree with onnxruntime', () => {
  const input = (...shape: number[]): Input => ({
    shape,
    data: normal(
      random,
      shape.reduce((a, b) => a * b),
    ),
  });

  test('Concat of two branches, with a product of the two', async () => {
    const bytes = model(
      [
        { op: 'Conv', inputs: ['x', 'w'], outputs: ['a'] },
        { op: 'Sigmoid', inputs: ['x'], outputs: ['b'] },
        { op: 'Concat', inputs: ['a', 'b'], outputs: ['c'], attributes: { axis: 1 } },
        { op: 'Transpose', inputs: ['c'], outputs: ['t'], attributes: { perm: [0, 1, 3, 2] } },
        { op: 'MatMul', inputs: ['c', 't'], outputs: ['y'] },
      ],
      { x: [-1, 3, 5, 6] },
      ['y', 'c'],
      { w: w(7, 3, 1, 1) },
    );
    await compare(bytes, { x: input(4, 3, 5, 6) });
  });

  test('Less, whose booleans count as 0 and 1', async () => {
    const bytes = model(
      [
        { op: 'Less', inputs: ['x', 'bound'], outputs: ['l'] },
        { op: 'Cast', inputs: ['l'], outputs: ['y'], attributes: { to: 1 } },
      ],
      { x: [-1, 4, 6] },
      ['y'],
      { bound: w(6) },
    );
    await compare(bytes, { x: input(3, 4, 6) });
  });

  test.each([
    [2, 14, 2],
    [5, -1, -1],
    [0, 6, 1],
  ])('Range from %i to %i by %i', async (start, limit, delta) => {
    const whole = (value: number): Weights => ({ shape: [], data: [value] });
    const bytes = model(
      [
        { op: 'Range', inputs: ['start', 'limit', 'delta'], outputs: ['r'] },
        { op: 'Cast', inputs: ['r'], outputs: ['f'], attributes: { to: 1 } },
        { op: 'Add', inputs: ['x', 'f'], outputs: ['y'] },
      ],
      { x: [-1, 6] },
      ['y'],
      { start: whole(start), limit: whole(limit), delta: whole(delta) },
    );
    await compare(bytes, { x: input(3, 6) });
  });

  test('two inputs', async () => {
    const bytes = model([{ op: 'Mul', inputs: ['x', 'z'], outputs: ['y'] }], { x: [-1, 3, 5], z: [-1, 1, 5] }, ['y']);
    await compare(bytes, { x: input(4, 3, 5), z: input(4, 1, 5) });
  });

  test('shape arithmetic on the batch size', async () => {
    const bytes = model(
      [
        { op: 'Shape', inputs: ['x'], outputs: ['s'] },
        { op: 'Gather', inputs: ['s', 'zero'], outputs: ['n'] },
        { op: 'Mul', inputs: ['n', 'two'], outputs: ['n2'] },
        { op: 'Div', inputs: ['n2', 'two'], outputs: ['n1'] },
        { op: 'Unsqueeze', inputs: ['n1', 'axis'], outputs: ['u'] },
        { op: 'Concat', inputs: ['u', 'rest'], outputs: ['to'], attributes: { axis: 0 } },
        { op: 'Reshape', inputs: ['x', 'to'], outputs: ['r'] },
        {
          op: 'ConstantOfShape',
          inputs: ['to3'],
          outputs: ['ones'],
          attributes: { value: { shape: [1], data: Float32Array.of(1.5) } },
        },
        { op: 'Expand', inputs: ['ones', 'to3'], outputs: ['e'] },
        { op: 'Equal', inputs: ['rest', 'rest'], outputs: ['q'] },
        { op: 'Where', inputs: ['q', 'three', 'zeros'], outputs: ['v'] },
        { op: 'Cast', inputs: ['v'], outputs: ['f'], attributes: { to: 1 } },
        { op: 'Add', inputs: ['r', 'e'], outputs: ['k'] },
        { op: 'Add', inputs: ['k', 'f'], outputs: ['y'] },
      ],
      { x: [-1, 6] },
      ['y'],
      {
        zero: { shape: [], data: [0] },
        two: { shape: [], data: [2] },
        axis: ints(0),
        rest: ints(3, 2),
        to3: ints(3, 2),
        three: ints(3, 3),
        zeros: ints(0, 0),
      },
    );
    await compare(bytes, { x: input(3, 6) });
  });

  test('normalisation, scale and shift fold into each kind of linear layer', async () => {
    for (const op of ['Conv', 'ConvTranspose', 'MatMul']) {
      const flat = op === 'MatMul';
      const bytes = model(
        [
          { op, inputs: ['x', 'w'], outputs: ['a'] },
          { op: 'Mul', inputs: ['k', 'a'], outputs: ['b'] },
          { op: 'Sub', inputs: ['b', 'm'], outputs: ['c'] },
          { op: 'Div', inputs: ['c', 'd'], outputs: ['e'] },
          { op: 'LeakyRelu', inputs: ['e'], outputs: ['y'], attributes: { alpha: float(0.1) } },
        ],
        { x: flat ? [-1, 4] : [-1, 4, 5, 5] },
        ['y'],
        {
          w: flat ? w(4, 9) : op === 'Conv' ? w(9, 4, 3, 3) : w(4, 9, 3, 3),
          ...Object.fromEntries(['k', 'm', 'd'].map((name) => [name, flat ? up(9) : up(9, 1, 1)])),
        },
      );
      await compare(bytes, { x: input(3, ...(flat ? [4] : [4, 5, 5])) });
    }
  });

  test('a tensor that two nodes read is not folded', async () => {
    const bytes = model(
      [
        { op: 'Conv', inputs: ['x', 'w'], outputs: ['a'] },
        { op: 'Relu', inputs: ['a'], outputs: ['b'] },
        { op: 'Sub', inputs: ['b', 'a'], outputs: ['y'] },
      ],
      { x: [-1, 4, 5, 5] },
      ['y', 'a'],
      { w: w(9, 4, 3, 3) },
    );
    await compare(bytes, { x: input(3, 4, 5, 5) });
  });

  test('a batch size that the file fixes', async () => {
    const bytes = model(
      [
        { op: 'Gemm', inputs: ['x', 'w'], outputs: ['a'] },
        { op: 'Reshape', inputs: ['a', 's'], outputs: ['r'] },
        { op: 'ConvTranspose', inputs: ['r', 'k'], outputs: ['y'] },
      ],
      { x: [2, 5] },
      ['y'],
      { w: w(5, 64), s: ints(2, 16, 2, 2), k: w(16, 8, 3, 3) },
    );
    await compare(bytes, { x: input(2, 5) });
  });
});
