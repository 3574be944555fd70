import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { load } from '../src/engine/index';
import { load as loadPlain } from '../src/engine/plain';
import { difference, generator, normal } from './numbers';
import { compare } from './reference';
import { SHAPES } from './shapes';
import { model } from './writer';

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`fixtures/${name}.onnx`, import.meta.url)));

describe.each(['script', 'dynamo'])("a whole net by torch's %s exporter", (exporter) => {
  test.each(Object.keys(SHAPES))('%s agrees with onnxruntime at any batch', async (name) => {
    const random = generator(1);
    for (const batch of [1, 2, 37]) {
      const shape = [batch, ...SHAPES[name]!];
      await compare(fixture(`${name}-${exporter}`), {
        x: {
          shape,
          data: normal(
            random,
            shape.reduce((a, b) => a * b),
          ),
        },
      });
    }
  });
});

describe('the plain engine', () => {
  test.each(['decoder-script', 'decoder-dynamo', 'encoder-script', 'dcgan-script'])(
    'runs %s like the full one',
    async (name) => {
      const [plain, full] = [await loadPlain(fixture(name).slice().buffer), await load(fixture(name).slice().buffer)];
      const { name: input, shape } = full.inputs[0]!;
      const x = normal(
        generator(3),
        shape.slice(1).reduce((a, b) => a * b, 5),
      );
      const [ours, expected] = [plain.run({ [input]: x }, 5), full.run({ [input]: x }, 5)];
      for (const [port, values] of Object.entries(expected)) expect(difference(ours[port]!, values)).toBeLessThan(2e-5);
    },
  );

  test('leaves a large file to the full one, which is faster', async () => {
    const dense = (columns: number): ArrayBuffer => {
      const w = { shape: [512, columns], data: new Float32Array(512 * columns) };
      const node = { op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] };
      return model([node], { x: [-1, 512] }, ['y'], { w }).slice().buffer;
    };
    await expect(loadPlain(dense(255))).resolves.toBeDefined();
    await expect(loadPlain(dense(256))).rejects.toMatchObject({ name: 'UnsupportedModel' });
    await expect(load(dense(256))).resolves.toBeDefined();
  });

  test('names the operator that only the full one has', async () => {
    await expect(loadPlain(fixture('upsampler-script').slice().buffer)).rejects.toMatchObject({
      name: 'UnsupportedModel',
    });
  });
});

describe('a model', () => {
  test('reports its inputs and outputs', async () => {
    const model = await load(fixture('encoder-script').slice().buffer);
    expect(model.inputs).toEqual([{ name: 'x', shape: [-1, 1, 28, 28] }]);
    expect(model.outputs).toEqual([
      { name: 'mean', shape: [-1, 6] },
      { name: 'logvar', shape: [-1, 6] },
    ]);
  });

  test('returns bytes, channels last', async () => {
    const model = await load(fixture('dcgan-script').slice().buffer);
    const x = normal(generator(2), 9 * 21);
    const { image: floats } = model.run({ x }, 21);
    const { image: bytes } = model.run({ x }, 21, { low: -1, high: 1 });
    for (let n = 0; n < 21; n++)
      for (let c = 0; c < 3; c++)
        for (let i = 0; i < 256; i++) {
          const value = (floats![(n * 3 + c) * 256 + i]! + 1) * 127.5;
          expect(Math.abs(bytes![(n * 256 + i) * 3 + c]! - value)).toBeLessThan(0.5001);
        }
  });
});
