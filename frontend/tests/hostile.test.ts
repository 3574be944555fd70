import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { EngineError, load } from '../src/engine/index';
import { generator } from './numbers';
import { model } from './writer';

const read = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`fixtures/${name}.onnx`, import.meta.url)));
const named = (name: string) => expect.objectContaining({ name, constructor: EngineError });

/** Loads and runs a possibly damaged model, which must run or fail with one sentence. */
async function survive(bytes: Uint8Array): Promise<'ran' | 'refused'> {
  try {
    const loaded = await load(bytes.slice().buffer);
    const inputs = loaded.inputs.map(({ name, shape }) => [
      name,
      new Float32Array(shape.slice(1).reduce((a, b) => a * b, 1)),
    ]);
    loaded.run(Object.fromEntries(inputs), 1);
    return 'ran';
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError);
    expect((error as Error).message).toMatch(/^[^\n]+\.$/);
    return 'refused';
  }
}

describe('a damaged file', () => {
  test('truncated anywhere is refused', async () => {
    const whole = read('decoder-script');
    const random = generator(3);
    for (let i = 0; i < 150; i++)
      expect(await survive(whole.subarray(0, Math.floor(random() * whole.length)))).toBe('refused');
  });

  test.each(['decoder-script', 'upsampler-script', 'attention-dynamo', 'residual-script'])(
    '%s with bits flipped runs or is refused',
    async (name) => {
      const whole = read(name);
      const random = generator(4);
      const seen = new Set<string>();
      for (let i = 0; i < 150; i++) {
        const bytes = whole.slice();
        // half of the damage is near the ends of the file, where the structure is, not the weights
        for (let flips = 0; flips < 4; flips++) {
          const reach = random() < 0.5 ? Math.min(600, bytes.length) : bytes.length;
          const at = Math.floor(random() * reach);
          const where = random() < 0.5 ? at : bytes.length - 1 - at;
          bytes[where] = bytes[where]! ^ (1 << Math.floor(random() * 8));
        }
        seen.add(await survive(bytes));
      }
      expect(seen).toEqual(new Set(['ran', 'refused']));
    },
  );

  test('random bytes, nothing, and a picture are refused', async () => {
    const random = generator(5);
    for (const length of [0, 1, 10, 1000]) {
      expect(await survive(Uint8Array.from({ length }, () => 256 * random()))).toBe('refused');
    }
    expect(await survive(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]))).toBe('refused');
  });
});

describe('a model that cannot be run', () => {
  const one = (op: string, weights = {}, shape = [-1, 4]) =>
    model([{ op, inputs: ['x', ...Object.keys(weights)], outputs: ['y'] }], { x: shape }, ['y'], weights);

  test('names all missing operators', async () => {
    const bytes = model(
      [
        { op: 'Unique', inputs: ['x'], outputs: ['a'] },
        { op: 'Relu', inputs: ['a'], outputs: ['b'] },
        { op: 'NonZero', inputs: ['b'], outputs: ['c'] },
        { op: 'Unique', inputs: ['c'], outputs: ['y'] },
      ],
      { x: [-1, 4] },
      ['y'],
    );
    await expect(load(bytes.slice().buffer)).rejects.toEqual(named('UnsupportedModel'));
    await expect(load(bytes.slice().buffer)).rejects.toThrow(
      'The model uses NonZero, Unique, which this engine lacks.',
    );
  });

  test('names an operator that is also a property of every object', async () => {
    await expect(load(one('toString').slice().buffer)).rejects.toThrow('toString');
  });

  test('reports shapes that do not fit', async () => {
    const weights = { w: { shape: [5, 3], data: new Float32Array(15) } };
    await expect(load(one('MatMul', weights).slice().buffer)).rejects.toEqual(named('InvalidModel'));
  });

  test('reports weights of another number than their shape requires', async () => {
    const weights = { w: { shape: [4, 3], data: new Float32Array(11) } };
    await expect(load(one('MatMul', weights).slice().buffer)).rejects.toThrow(
      "'w' has the shape [4,3], but 11 numbers.",
    );
  });

  test('reports a tensor that nothing computes', async () => {
    const bytes = model([{ op: 'Add', inputs: ['x', 'ghost'], outputs: ['y'] }], { x: [-1, 4] }, ['y']);
    await expect(load(bytes.slice().buffer)).rejects.toThrow("'ghost'");
  });

  test('refuses sizes that exceed any memory', async () => {
    const huge = { s: { shape: [2], data: [2 ** 20, 2 ** 20] } };
    const bytes = model(
      [
        { op: 'ConstantOfShape', inputs: ['s'], outputs: ['a'] },
        { op: 'Exp', inputs: ['a'], outputs: ['b'] },
        { op: 'MatMul', inputs: ['x', 'b'], outputs: ['y'] },
      ],
      { x: [-1, 4] },
      ['y'],
      huge,
    );
    await expect(load(bytes.slice().buffer)).rejects.toEqual(named('UnsupportedModel'));
  });
});

describe('bad input to a good model', () => {
  test('is refused in a sentence', async () => {
    const loaded = await load(read('decoder-script').slice().buffer);
    expect(() => loaded.run({ x: new Float32Array(5) }, 1)).toThrow("The input 'x' takes 1 times 6 numbers, got 5.");
    expect(() => loaded.run({}, 1)).toThrow("The input 'x' takes 1 times 6 numbers, got none.");
    expect(() => loaded.run({ x: new Float32Array(0) }, 0)).toThrow(EngineError);
  });

  test('NaN stays NaN in its own sample, is black in bytes, and affects no other sample', async () => {
    const loaded = await load(read('decoder-script').slice().buffer);
    const x = new Float32Array(12);
    const clean = loaded.run({ x }, 2)['image']!.slice(784);
    x[2] = NaN;
    const { image } = loaded.run({ x }, 2);
    expect(image!.subarray(0, 784).every(Number.isNaN)).toBe(true);
    expect(image!.slice(784)).toEqual(clean);
    expect(
      loaded
        .run({ x }, 2, { low: -1, high: 1 })
        .image!.subarray(0, 784)
        .every((byte) => byte === 0),
    ).toBe(true);
  });
});

describe('a browser without SIMD', () => {
  afterEach(() => vi.restoreAllMocks());

  test.each(['plain', 'full'])('is reported by the %s engine', async (part) => {
    const refusal = vi
      .spyOn(WebAssembly, 'compile')
      .mockRejectedValue(new WebAssembly.CompileError('invalid value type 0x7b'));
    vi.resetModules();
    const { load: tryLoad } = await import(`../src/engine/${part}.ts`);
    await expect(tryLoad(read('decoder-script').slice().buffer)).rejects.toMatchObject({
      name: 'UnsupportedBrowser',
      message: 'This browser has no WebAssembly with SIMD.',
    });
    expect(refusal).toHaveBeenCalled();
  });
});
