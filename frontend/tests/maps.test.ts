import { describe, test } from 'vitest';
import { generator, normal } from './numbers';
import { compare } from './reference';
import { model, type NodeSpec, type Weights } from './writer';

const random = generator(17);
const ROWS = 5;
/** Columns: rows that registers hold, longer ones with and without a rest of four, and one that is no multiple. */
const COLUMNS = [4, 8, 16, 20, 32, 84, 13];
/** Functions of positive numbers. */
const POSITIVE = ['Log', 'Sqrt'];

function weights(shape: number[]): Weights {
  const data = normal(random, shape.reduce((a, b) => a * b)); // prettier-ignore
  // none is close to zero, as divisors should not be
  return { shape, data: data.map((value) => Math.sign(value) * (0.5 + Math.abs(value))) };
}

function list(...data: number[]): Weights {
  return { shape: [data.length], data };
}

/** Numbers of a batch of tables. */
function tables(batch: number, columns: number, positive = false): { shape: number[]; data: Float32Array } {
  const data = normal(random, batch * ROWS * columns).map((value) => (positive ? Math.abs(value) + 0.1 : 2 * value));
  return { shape: [batch, ROWS, columns], data };
}

describe.each(COLUMNS)('in rows of %i numbers', (columns) => {
  test.each([
    'Abs',
    'Ceil',
    'Elu',
    'Erf',
    'Exp',
    'Floor',
    'HardSigmoid',
    'LeakyRelu',
    'Log',
    'Relu',
    'Round',
    'Sigmoid',
    'Softplus',
    'Sqrt',
    'Tanh',
  ])('%s is that of onnxruntime, in whole tensors and in parts of them', async (op) => {
    const nodes: NodeSpec[] = [
      { op, inputs: ['x'], outputs: ['whole'] },
      { op: 'Slice', inputs: ['x', 'zero', 'end', 'last'], outputs: ['part'] },
      { op, inputs: ['part'], outputs: ['partly'] },
    ];
    const bounds = { zero: list(0), end: list(columns - (columns > 13 ? 4 : 1)), last: list(2) };
    const bytes = model(nodes, { x: [-1, ROWS, columns] }, ['whole', 'partly'], bounds);
    for (const batch of [1, 3]) await compare(bytes, { x: tables(batch, columns, POSITIVE.includes(op)) });
  });

  test.each(['Add', 'Div', 'Max', 'Min', 'Mul', 'Sub', 'PRelu', 'Less', 'LessOrEqual', 'Equal', 'Where'])(
    '%s with a row, a column, a number or a table is that of onnxruntime',
    async (op) => {
      const others = { row: [columns], column: [ROWS, 1], number: [1], table: [ROWS, columns] };
      const nodes: NodeSpec[] = [{ op: 'Less', inputs: ['x', 'zero'], outputs: ['negative'] }];
      for (const name in others) {
        const inputs = op === 'Where' ? ['negative', name, 'x'] : ['x', name];
        const result = `${op} ${name}`;
        if (['Less', 'LessOrEqual', 'Equal'].includes(op))
          nodes.push(
            { op, inputs, outputs: [`${result} so`] },
            { op: 'Cast', inputs: [`${result} so`], outputs: [result], attributes: { to: 1 } },
          );
        else nodes.push({ op, inputs, outputs: [result] });
      }
      const known = Object.entries(others).map(([name, shape]) => [name, weights(shape)]);
      const outputs = Object.keys(others).map((name) => `${op} ${name}`);
      const bytes = model(nodes, { x: [-1, ROWS, columns] }, outputs, {
        ...(Object.fromEntries(known) as Record<string, Weights>),
        zero: { shape: [1], data: Float32Array.of(0) },
      });
      for (const batch of [1, 3]) await compare(bytes, { x: tables(batch, columns) });
    },
  );
});

describe('a mean over a part of the channels and all pixels', () => {
  const SIDE = 6;

  test.each([
    [2, 4],
    [4, 3],
    [2, 40],
  ])('of %i groups of %i is that of onnxruntime in either layout', async (groups, each) => {
    const channels = groups * each;
    const nodes: NodeSpec[] = [
      { op: 'Reshape', inputs: ['x', 'parts'], outputs: ['planar'] },
      { op: 'ReduceMean', inputs: ['planar', 'axes'], outputs: ['first'] },
      { op: 'Conv', inputs: ['x', 'w'], outputs: ['last'] },
      { op: 'Reshape', inputs: ['last', 'parts'], outputs: ['interleaved'] },
      { op: 'ReduceSumSquare', inputs: ['interleaved', 'axes'], outputs: ['second'] },
      { op: 'ReduceMax', inputs: ['interleaved', 'axes'], outputs: ['third'] },
    ];
    const w = weights([channels, channels, 1, 1]);
    w.data = Float32Array.from(w.data, (value) => value / channels);
    const bytes = model(nodes, { x: [-1, channels, SIDE, SIDE] }, ['first', 'second', 'third'], {
      w,
      parts: list(0, groups, each, SIDE, SIDE),
      axes: list(2, 3, 4),
    });
    const shape = [2, channels, SIDE, SIDE];
    const data = normal(random, shape.reduce((a, b) => a * b)).map((value) => value / 10); // prettier-ignore
    await compare(bytes, { x: { shape, data } });
  });
});

test('a chain of maps over large images is that of onnxruntime, slice by slice', async () => {
  const side = 70;
  const nodes: NodeSpec[] = [
    { op: 'Conv', inputs: ['x', 'w'], outputs: ['a'] },
    { op: 'Mul', inputs: ['a', 'gain'], outputs: ['b'] },
    { op: 'Add', inputs: ['b', 'offset'], outputs: ['c'] },
    { op: 'Sigmoid', inputs: ['c'], outputs: ['d'] },
    { op: 'Mul', inputs: ['c', 'd'], outputs: ['e'] },
    { op: 'Add', inputs: ['e', 'a'], outputs: ['f'] },
    { op: 'Transpose', inputs: ['f'], outputs: ['g'], attributes: { perm: [0, 1, 3, 2] } },
    { op: 'Sub', inputs: ['g', 'f'], outputs: ['h'] },
    { op: 'Tanh', inputs: ['h'], outputs: ['y'] },
  ];
  const w = { shape: [12, 3, 1, 1], data: normal(random, 36) };
  const gain = { shape: [12, 1, 1], data: normal(random, 12) };
  const offset = { shape: [side, side], data: normal(random, side * side) };
  const bytes = model(nodes, { x: [-1, 3, side, side] }, ['y'], { w, gain, offset });
  for (const batch of [1, 3])
    await compare(bytes, { x: { shape: [batch, 3, side, side], data: normal(random, batch * 3 * side * side) } });
});
