import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { load } from '../src/engine/full';
import { patched, weightsOf } from '../src/engine/weights';
import { fromHalves } from '../src/math/half';
import { model } from './writer';

const linear = (weight: number[], bias: number[]) =>
  model([{ op: 'Gemm', inputs: ['z', 'w', 'b'], outputs: ['image'] }], { z: [-1, 2] }, ['image'], {
    w: { shape: [2, 2], data: Float32Array.from(weight) },
    b: { shape: [2], data: Float32Array.from(bias) },
    unread: { shape: [2], data: [1, 2] },
  }) as Uint8Array<ArrayBuffer>;
const run = async (file: ArrayBuffer): Promise<number[]> =>
  Array.from((await load(file)).run({ z: Float32Array.of(1, 2) }, 1).image!);

describe('the weights of a decoder', () => {
  test('are found in its file, but integers are not', () => {
    const found = weightsOf(linear([1, 2, 3, 4], [5, 6]));
    expect([...found.keys()]).toEqual(['w', 'b']);
    expect(new Float32Array(found.get('w')!.slice().buffer)).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  test('are replaced, and the given file does not change', async () => {
    const file = linear([1, 0, 0, 1], [0, 0]).buffer;
    const other = patched(
      file,
      new Map([
        ['w', Float32Array.of(2, 0, 0, 3)],
        ['b', Float32Array.of(1, 1)],
      ]),
    );
    expect(await run(other)).toEqual([3, 7]);
    expect(await run(file)).toEqual([1, 2]);
  });

  test('of the gallery stay the same when they are put back', () => {
    const bytes = readFileSync('../src/latentwalk/gallery/mnist-2d/decoder.onnx');
    const file = Uint8Array.from(bytes);
    const own = new Map([...weightsOf(file)].map(([name, part]) => [name, new Float32Array(part.slice().buffer)]));
    expect(own.size).toBe(6);
    expect(new Uint8Array(patched(file.buffer, own))).toEqual(file);
  });

  test.each([
    ['a name that is not there', new Map([['w', Float32Array.of(1, 2, 3, 4)]]), "no weights 'b'"],
    [
      'another number of them',
      new Map([
        ['w', Float32Array.of(1)],
        ['b', Float32Array.of(1, 1)],
      ]),
      "has 1 weights 'w', but the decoder has 4",
    ],
  ])('are refused with %s', (_, weights, sentence) => {
    expect(() => patched(linear([1, 2, 3, 4], [5, 6]).buffer, weights)).toThrow(sentence);
  });
});

test('half-precision numbers are converted exactly', () => {
  const bits = Uint16Array.of(
    0x0000,
    0x8000,
    0x3c00,
    0xc000,
    0x3555,
    0x7bff,
    0x0001,
    0x03ff,
    0x0400,
    0x7c00,
    0xfc00,
    0x7e00,
  );
  const expected = [
    0,
    -0,
    1,
    -2,
    0.333251953125,
    65504,
    2 ** -24,
    (1023 / 1024) * 2 ** -14,
    2 ** -14,
    Infinity,
    -Infinity,
    NaN,
  ];
  expect([...fromHalves(bits)]).toEqual(expected);
});
