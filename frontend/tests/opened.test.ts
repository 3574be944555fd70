import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Engine } from '../src/engine/client';
import { EngineError } from '../src/engine/errors';
import type { Network } from '../src/engine/network';
import type { Reader } from '../src/sources/folder';
import { openFolder } from '../src/sources/opened';
import { ServerRemote } from '../src/sources/remote';

const engine = vi.hoisted(() => ({ open: async (_: unknown): Promise<unknown> => undefined }));
vi.mock('../src/engine/client', () => ({
  Engine: class {
    static open = (file: unknown) => engine.open(file);
  },
}));

const json = {
  format: 1,
  name: 'mnist',
  latent_dim: 2,
  image: { height: 2, width: 3, channels: 1, low: -1, high: 1 },
  files: { 'decoder.onnx': '', 'encoder.onnx': '' },
};
const read: Reader = async (name) =>
  new TextEncoder().encode(name.endsWith('json') ? JSON.stringify(json) : name).buffer;
const remote = vi.fn(
  (folder: ConstructorParameters<typeof ServerRemote>[1]) => new ServerRemote('http://here/models/0', folder),
);

/** An engine that returns the given arrays, in the order of its outputs. */
function answering(...outputs: (Float32Array | Uint8Array)[]): { open: () => Promise<unknown>; asked: unknown[] } {
  const asked: unknown[] = [];
  const named = outputs.map((_, i) => ({ name: `out${i}`, shape: [-1, 2] }));
  const results = Object.fromEntries(outputs.map((output, i) => [`out${i}`, output]));
  const one = {
    place: 'in this browser',
    inputs: [{ name: 'in', shape: [-1, 2] }],
    outputs: named,
    timed: async (request: unknown) => (asked.push(request), { results, milliseconds: 1 }),
    ended: false,
    recycle: () => undefined,
    close: () => undefined,
  };
  return { open: async () => one, asked };
}

beforeEach(() => remote.mockClear());

describe('a model folder', () => {
  test('is known while the engine is still starting', async () => {
    engine.open = () => new Promise(() => undefined);
    expect((await openFolder(read)).folder).toMatchObject({ name: 'mnist', latentDim: 2 });
  });

  test('that is heavy says why no GPU decodes it', async () => {
    vi.useFakeTimers();
    const { open } = answering(new Uint8Array(6));
    engine.open = async () => Object.assign((await open()) as object, { work: 2 ** 26 });
    const model = await (await openFolder(read)).model;
    await model.decode(0, new Float32Array(2), 1);
    expect(model.reason).toBe('');
    await vi.advanceTimersByTimeAsync(2000);
    const reason = 'The GPU does not decode. This browser offers no GPU.';
    expect(model).toMatchObject({ place: 'in this browser', reason });
    vi.useRealTimers();
  });

  test('is decoded here if the engine can run it', async () => {
    const { open, asked } = answering(new Uint8Array(6));
    engine.open = open;
    const model = await (await openFolder(read, remote)).model;
    expect(model).toMatchObject({ place: 'in this browser', reason: '' });
    const z = Float32Array.of(1, 2);
    expect(await model.decode(3, z, 1)).toMatchObject({ n: 1, numbers: { length: 6 } });
    expect(asked).toEqual([{ lane: 3, inputs: { in: z }, batch: 1, pixels: { low: -1, high: 1 } }]);
  });

  test('is reported if its images have another size than declared', async () => {
    engine.open = answering(new Uint8Array(5)).open;
    const model = await (await openFolder(read)).model;
    await expect(model.decode(0, Float32Array.of(1, 2), 1)).rejects.toThrow('5 numbers for 1 images of 2 x 3 x 1');
  });

  test('encodes to a mean and a log-variance', async () => {
    engine.open = answering(Float32Array.of(1, 2), Float32Array.of(3, 4)).open;
    const model = await (await openFolder(read)).model;
    expect(await model.encode(0, new Float32Array(6), 1)).toEqual({
      mean: Float32Array.of(1, 2),
      logvar: Float32Array.of(3, 4),
    });
  });

  describe('with conditions', () => {
    const conditions = [
      { name: 'label', kind: 'category', values: ['a', 'b'] },
      { name: 'weight', kind: 'number', range: [0, 1] },
    ];
    const conditional: Reader = async (name) => {
      const manifest = { ...json, conditions, conditional_encoder: true };
      return new TextEncoder().encode(name.endsWith('json') ? JSON.stringify(manifest) : name).buffer;
    };
    const several = async (...outputs: Parameters<typeof answering>) => {
      const { open, asked } = answering(...outputs);
      const inputs = ['in', 'y', 'w'].map((name) => ({ name, shape: [-1] }));
      engine.open = async () => Object.assign((await open()) as object, { inputs });
      return { model: await (await openFolder(conditional)).model, asked };
    };

    test('decodes rows by the inputs of its network, in their order', async () => {
      const { model, asked } = await several(new Uint8Array(6));
      await model.decode(1, Float32Array.of(1, 2, 0, 1, 0.5), 1);
      expect(asked).toEqual([
        {
          lane: 1,
          inputs: {
            in: Float32Array.of(1, 2),
            y: Float32Array.of(0, 1),
            w: Float32Array.of(0.5),
          },
          batch: 1,
          pixels: { low: -1, high: 1 },
        },
      ]);
    });

    test('encodes samples with what follows them', async () => {
      const { model, asked } = await several(Float32Array.of(1, 2), Float32Array.of(3, 4));
      await model.encode(0, Float32Array.of(1, 2, 3, 4, 5, 6, 0, 1, 0.5), 1);
      const inputs = { in: Float32Array.of(1, 2, 3, 4, 5, 6), y: Float32Array.of(0, 1), w: Float32Array.of(0.5) };
      expect(asked).toEqual([{ lane: 0, inputs, batch: 1 }]);
    });

    test('is reported if its network takes no conditions', async () => {
      engine.open = answering(new Uint8Array(6)).open;
      const model = await (await openFolder(conditional)).model;
      await expect(model.decode(0, new Float32Array(5), 1)).rejects.toThrow('The network has 1 inputs, expected 3');
    });
  });

  test('whose encoder does not fit is reported', async () => {
    engine.open = answering(Float32Array.of(1, 2, 3), Float32Array.of(3, 4, 5)).open;
    const model = await (await openFolder(read)).model;
    await expect(model.encode(0, new Float32Array(6), 1)).rejects.toThrow('mean and a log-variance');
  });

  test.each(['UnsupportedBrowser', 'UnsupportedModel', 'InvalidModel'] as const)(
    'is decoded on the server, with the reason, after %s',
    async (name) => {
      engine.open = async () => {
        throw new EngineError(name, 'It lacks something.');
      };
      const model = await (await openFolder(read, remote)).model;
      expect(model).toMatchObject({ place: 'on the server', reason: 'It lacks something.' });
      expect(remote).toHaveBeenCalledOnce();
    },
  );

  test('uses the fallback for what the engine lacks', async () => {
    engine.open = async () => {
      throw new EngineError('UnsupportedModel', 'It lacks something.');
    };
    const files: string[] = [];
    const fallback = async (file: ArrayBuffer): Promise<Network> => {
      files.push(new TextDecoder().decode(file));
      return { ...((await answering(new Uint8Array(6)).open()) as Network), place: 'elsewhere' } as Network;
    };
    const model = await (await openFolder(read, undefined, fallback)).model;
    expect(model).toMatchObject({ place: 'elsewhere', reason: 'It lacks something.' });
    expect(await model.decode(0, Float32Array.of(1, 2), 1)).toMatchObject({ n: 1 });
    await expect(model.encode(0, new Float32Array(6), 1)).rejects.toThrow('mean and a log-variance');
    expect(files).toEqual(['decoder.onnx', 'encoder.onnx']);
  });

  test('that needs a server is refused without one', async () => {
    engine.open = async () => {
      throw new EngineError('UnsupportedModel', 'It lacks something.');
    };
    await expect((await openFolder(read)).model).rejects.toThrow('It lacks something.');
  });

  test('that the engine takes to be damaged is refused without a server', async () => {
    engine.open = async () => {
      throw new EngineError('InvalidModel', 'It is damaged.');
    };
    await expect((await openFolder(read)).model).rejects.toThrow('It is damaged.');
  });

  test('moves to the server, with the reason, if the engine cannot run it after all', async () => {
    const close = vi.fn();
    const timed = vi.fn(async () => {
      throw new EngineError('UnsupportedModel', 'It needs too much memory.');
    });
    engine.open = async () =>
      Object.assign(Object.create(Engine.prototype) as Engine, {
        place: 'in this browser',
        inputs: [{ name: 'in', shape: [-1, 2] }],
        outputs: [],
        timed,
        close,
      });
    const image = { n: 1, numbers: new Uint8Array(6), release: () => undefined };
    const there = {
      place: 'on the server',
      decode: vi.fn(async () => image),
      encode: vi.fn(),
      predict: vi.fn(),
      close: vi.fn(),
    };
    const model = await (await openFolder(read, () => there)).model;
    expect(model).toMatchObject({ place: 'in this browser', reason: '' });
    const z = Float32Array.of(1, 2);
    await Promise.all([model.decode(0, z, 1), model.decode(1, z, 1)]);
    expect(model).toMatchObject({ place: 'on the server', reason: 'It needs too much memory.' });
    expect(there.decode).toHaveBeenCalledTimes(2);
    expect(close).toHaveBeenCalledOnce();
  });

  describe('whose networks are Python functions', () => {
    const live: Reader = async (name) => {
      if (!name.endsWith('json')) throw new Error(`${name} could not be loaded (404).`);
      return new TextEncoder().encode(JSON.stringify({ ...json, files: {}, live: ['decoder', 'encoder'] })).buffer;
    };
    const called = () => ({
      place: 'elsewhere',
      decode: vi.fn(async () => ({ n: 1, numbers: new Uint8Array(6), release() {} })),
      encode: vi.fn(async () => null),
      predict: vi.fn(),
      close: vi.fn(),
    });

    test('which runs in Python', async () => {
      engine.open = async (file) => file;
      const there = called();
      const model = await (await openFolder(live, () => there)).model;
      expect(model).toMatchObject({ place: 'elsewhere', reason: expect.stringContaining('a Python function') });
      await model.decode(3, Float32Array.of(1, 2), 1);
      await model.encode(1, new Float32Array(6), 1);
      expect(there.decode).toHaveBeenCalledWith(12, Float32Array.of(1, 2), 1, false);
      expect(there.encode).toHaveBeenCalledWith(1, new Float32Array(6), 1);
    });

    test('closes the engine if there is a file as well', async () => {
      const close = vi.fn();
      engine.open = async () => ({ close });
      const both: Reader = async () => new TextEncoder().encode(JSON.stringify({ ...json, live: ['decoder'] })).buffer;
      expect(await (await openFolder(both, called)).model).toMatchObject({ place: 'elsewhere' });
      await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
    });

    test('encodes here if its encoder is a file', async () => {
      engine.open = answering(Float32Array.of(1, 2), Float32Array.of(3, 4)).open;
      const there = called();
      const half: Reader = async (name) =>
        name.endsWith('json')
          ? new TextEncoder().encode(JSON.stringify({ ...json, files: { 'encoder.onnx': '' }, live: ['decoder'] }))
              .buffer
          : new ArrayBuffer(1);
      const model = await (await openFolder(half, () => there)).model;
      expect(await model.encode(0, new Float32Array(6), 1)).toMatchObject({ mean: Float32Array.of(1, 2) });
      expect(there.encode).not.toHaveBeenCalled();
    });
  });
});
