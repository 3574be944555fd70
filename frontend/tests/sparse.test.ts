import { afterEach, describe, expect, test, vi } from 'vitest';
import { load } from '../src/engine/index';
import { Plan } from '../src/engine/plan';
import { generator, normal } from './numbers';
import { compare } from './reference';
import { model, type NodeSpec, type Weights } from './writer';

const random = generator(17);
const COLUMNS = 300;

function weights(...shape: number[]): Weights {
  const count = shape.reduce((a, b) => a * b);
  return { shape, data: normal(random, count).map((value) => value / Math.sqrt(shape[0]!)) };
}

function input(...shape: number[]): { shape: number[]; data: Float32Array } {
  return { shape, data: normal(random, shape.reduce((a, b) => a * b)) }; // prettier-ignore
}

const relu: NodeSpec = { op: 'Relu', inputs: ['x'], outputs: ['row'] };
const matmul: NodeSpec = { op: 'MatMul', inputs: ['row', 'w'], outputs: ['y'] };

/** The steps that read no weights of zeros: the only ones that these networks leave to a kernel of the full engine. */
function steps(): number {
  return vi.mocked(Plan.prototype.add).mock.calls.filter(([step]) => 'describe' in step).length;
}

afterEach(() => vi.restoreAllMocks());

describe('a product of one row with many zeros', () => {
  test.each([256, 257, 258, 259])('of %i numbers agrees with onnxruntime', async (depth) => {
    vi.spyOn(Plan.prototype, 'add');
    const bytes = model([relu, matmul], { x: [-1, depth] }, ['y'], { w: weights(depth, COLUMNS) });
    for (const batch of [1, 3]) await compare(bytes, { x: input(batch, depth) });
    expect(steps()).toBeGreaterThan(0);
  });

  test.each([8, 301, 1024, 1025, 2300])('with %i columns agrees with onnxruntime', async (columns) => {
    vi.spyOn(Plan.prototype, 'add');
    const depth = Math.ceil(2 ** 16 / columns);
    const bytes = model([relu, matmul], { x: [-1, depth] }, ['y'], { w: weights(depth, columns) });
    await compare(bytes, { x: input(1, depth) });
    expect(steps()).toBeGreaterThan(0);
  });

  test.each<[string, NodeSpec[]]>([
    ['a product with ReLU', [{ op: 'Gemm', inputs: ['x', 'v', 'c'], outputs: ['h'] }, { op: 'Relu', inputs: ['h'], outputs: ['row'] }]], // prettier-ignore
    ['ReLU6', [{ op: 'Clip', inputs: ['x', 'zero', 'six'], outputs: ['row'] }]],
    ['ReLU and a copy', [{ op: 'Relu', inputs: ['x'], outputs: ['h'] }, { op: 'Concat', inputs: ['h'], outputs: ['row'], attributes: { axis: 1 } }]], // prettier-ignore
  ])('after %s agrees with onnxruntime', async (_, nodes) => {
    vi.spyOn(Plan.prototype, 'add');
    const gemm: NodeSpec = { op: 'Gemm', inputs: ['row', 'w', 'b'], outputs: ['h2'], attributes: { transB: 1 } };
    const last: NodeSpec = { op: 'LeakyRelu', inputs: ['h2'], outputs: ['y'], attributes: { alpha: { float: 0.1 } } };
    const bytes = model([...nodes, gemm, last], { x: [-1, 256] }, ['y'], {
      v: weights(256, 256),
      c: weights(256),
      w: weights(COLUMNS, 256),
      b: weights(COLUMNS),
      zero: { shape: [], data: Float32Array.of(0) },
      six: { shape: [], data: Float32Array.of(6) },
    });
    await compare(bytes, { x: input(1, 256) });
    expect(steps()).toBeGreaterThan(0);
  });

  test.each([
    ['nothing but zeros', Array<number>(256).fill(-1)],
    ['one number', [3, ...Array<number>(255).fill(-1)]],
    ['no zero', Array<number>(256).fill(0.5)],
  ])('holds with %s', async (_, row) => {
    const bytes = model([relu, matmul], { x: [-1, 256] }, ['y'], { w: weights(256, COLUMNS) });
    await compare(bytes, { x: { shape: [1, 256], data: Float32Array.from(row) } });
  });

  test.each([NaN, Infinity])('passes %d on', async (value) => {
    const bytes = model([relu, matmul], { x: [-1, 256] }, ['y'], { w: weights(256, COLUMNS) });
    const row = new Float32Array(256);
    row[7] = value;
    const { y } = (await load(bytes.slice().buffer)).run({ x: row }, 1);
    expect(y!.some(Number.isFinite)).toBe(false);
  });

  test.each<[string, NodeSpec[], Weights]>([
    ['a row without zeros', [{ op: 'Tanh', inputs: ['x'], outputs: ['row'] }], weights(256, COLUMNS)],
    ['few weights', [relu], weights(256, 255)],
    ['infinite weights', [relu], { shape: [256, COLUMNS], data: new Float32Array(256 * COLUMNS).fill(Infinity) }],
  ])('is computed as any other with %s', async (_, nodes, w) => {
    vi.spyOn(Plan.prototype, 'add');
    const net = await load(model([...nodes, matmul], { x: [-1, 256] }, ['y'], { w }).slice().buffer);
    net.run({ x: input(1, 256).data }, 1);
    expect(steps()).toBe(0);
  });
});
