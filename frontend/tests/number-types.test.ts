import { describe, expect, test } from 'vitest';
import { parse } from '../src/engine/onnx';
import { values } from '../src/engine/tensor';
import { TYPES } from '../src/engine/types';
import { load } from '../src/engine/index';
import { model, type Weights } from './writer';

/** The bits of halves, and their values. */
const HALVES: [bits: number, value: number][] = [
  [0x0000, 0],
  [0x3c00, 1],
  [0xc000, -2],
  [0x3555, 0.333251953125],
  [0x7bff, 65504],
  [0x0001, 2 ** -24],
  [0x0400, 2 ** -14],
  [0x7c00, Infinity],
  [0xfc00, -Infinity],
];

test('half precision is read exactly', () => {
  const [, decode] = TYPES[10]!;
  for (const [bits, value] of HALVES) expect(decode!(bits)).toBe(value);
  expect(decode!(0x7e00)).toBeNaN();
});

test('bfloat16 is the upper half of float32', () => {
  const [, decode] = TYPES[16]!;
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  for (const high of [0x3f80, 0xbf00, 0x4049, 0x0080, 0x7f80]) {
    bits[0] = high * 2 ** 16;
    expect(decode!(high)).toBe(float[0]);
  }
});

describe('whole numbers', () => {
  const run = async (value: number): Promise<unknown> => {
    const whole: Weights = { shape: [1], data: [value] };
    const one: Weights = { shape: [1], data: [1] };
    const nodes = [
      { op: 'Add', inputs: ['a', 'b'], outputs: ['s'] },
      { op: 'Cast', inputs: ['s'], outputs: ['c'], attributes: { to: 1 } },
      { op: 'Mul', inputs: ['x', 'c'], outputs: ['y'] },
    ];
    const bytes = model(nodes, { x: [-1, 1] }, ['y'], { a: whole, b: one });
    return (await load(bytes.slice().buffer)).run({ x: Float32Array.of(1) }, 1)['y'];
  };

  test('are computed with exactly', async () => {
    expect(await run(2 ** 23)).toEqual(Float32Array.of(2 ** 23 + 1));
  });

  test('that are not exact are refused, rather than rounded', async () => {
    await expect(run(2 ** 24)).rejects.toThrow('whole numbers beyond 16,777,216');
  });

  test('may be as large as they like where they only bound a slice', () => {
    const graph = parse(
      model([{ op: 'Neg', inputs: ['x'], outputs: ['y'] }], { x: [-1] }, ['y'], {
        s: { shape: [1], data: [2 ** 63 - 1025] },
      }),
      TYPES,
    );
    expect(values(graph.constants.get('s')!)[0]).toBeGreaterThan(2 ** 62);
  });
});
