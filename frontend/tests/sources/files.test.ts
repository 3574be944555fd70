import { readFile } from 'node:fs/promises';
import { zipSync } from 'fflate';
import { describe, expect, test, vi } from 'vitest';
import { isModelFile, openFile } from '../../src/sources/files';
import { load } from '../../src/engine/full';

// the engine itself, without a worker
vi.mock('../../src/engine/client', () => ({
  Engine: {
    open: async (file: ArrayBuffer | Promise<ArrayBuffer>) => {
      const model = await load(await file);
      return {
        inputs: model.inputs,
        outputs: model.outputs,
        run: async ({ inputs, batch, pixels }: any) => model.run(inputs, batch, pixels),
        timed: async ({ inputs, batch, pixels }: any) => ({
          results: model.run(inputs, batch, pixels),
          milliseconds: 1,
        }),
        close: () => undefined,
        recycle: () => undefined,
      };
    },
  },
}));

const decoder = await readFile(new URL('../fixtures/decoder-script.onnx', import.meta.url));
const manifest = {
  format: 1,
  name: 'mine',
  latent_dim: 6,
  image: { height: 28, width: 28, channels: 1, low: -1, high: 1 },
  files: { 'decoder.onnx': '' },
};
const bytes = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));
const zipped = (parts: Record<string, Uint8Array>): File => new File([zipSync(parts)], 'mine.zip');

test('models are recognized by their file extensions', () => {
  expect(['a.zip', 'B.ONNX', 'a.png', 'onnx'].map(isModelFile)).toEqual([true, true, false, false]);
});

describe('a model file', () => {
  test.each(['', 'mine/'])("that is a zipped folder, under '%s', is opened", async (prefix) => {
    const { folder, model } = await openFile(
      zipped({ [`${prefix}latentwalk.json`]: bytes(manifest), [`${prefix}decoder.onnx`]: decoder }),
    );
    expect(folder).toMatchObject({ name: 'mine', latentDim: 6 });
    expect(await (await model).decode(0, new Float32Array(6), 1)).toMatchObject({ n: 1, numbers: { length: 784 } });
  });

  test.each([0, 6] as const)('that is a zip of level %s gives parts of its files, or the whole', async (level) => {
    const content = Uint8Array.from({ length: 5000 }, (_, i) => i % 7);
    const parts = { 'latentwalk.json': bytes(manifest), 'decoder.onnx': decoder, 'originals.bin': content };
    const { model } = await openFile(new File([zipSync(parts, { level })], 'mine.zip'));
    const part = new Uint8Array(await (await model).part('originals.bin', [3, 40]));
    expect(part).toEqual(level ? content : content.slice(3, 40));
  });

  test('that is a bare decoder is described by what it decodes', async () => {
    const { folder } = await openFile(new File([decoder], 'digits.onnx'));
    expect(folder).toMatchObject({
      name: 'digits',
      latentDim: 6,
      output: { image: { height: 28, width: 28, channels: 1 }, pixels: { low: -1, high: 1 } },
    });
  });

  test('that is an encoder is refused', async () => {
    const encoder = await readFile(new URL('../fixtures/encoder-script.onnx', import.meta.url));
    await expect(openFile(new File([encoder], 'encoder.onnx'))).rejects.toThrow('does not output images');
  });

  test.each([
    [
      'no zip',
      new File(['abc'], 'mine.zip'),
      'mine.zip is not a zip file, or is truncated. Zip the model folder again.',
    ],
    ['without a manifest', zipped({ 'decoder.onnx': decoder }), 'is not a model folder'],
    ['without its decoder', zipped({ 'latentwalk.json': bytes(manifest) }), 'mine.zip lacks decoder.onnx'],
  ])('that is %s is refused in a sentence', async (_, file, sentence) => {
    await expect(openFile(file).then(({ model }) => model)).rejects.toThrow(sentence);
  });
});
