import { describe, expect, test, vi } from 'vitest';
import { load } from '../../src/engine/full';
import { load as loadOnGpu } from '../../src/engine/gpu/load';
import { GpuModel } from '../../src/engine/gpu/model';
import { generator, normal } from '../numbers';
import { model } from '../writer';
import { apart, shared } from './agreeing';
import { dcgan, perceptron, styled, tiny, transformer, vae, weights } from './networks';

const device = await shared();

const random = generator(2);
const points = (batch: number, ...shape: number[]): { shape: number[]; data: Float32Array } => ({
  shape: [batch, ...shape],
  data: normal(
    random,
    shape.reduce((a, b) => a * b, batch),
  ),
});

const FILES = import.meta.glob<string>('../fixtures/*.onnx', { query: '?url', import: 'default', eager: true });
const SHAPES: Record<string, number[]> = {
  decoder: [6],
  encoder: [1, 28, 28],
  residual: [3, 11, 9],
  dcgan: [9],
  upsampler: [4],
  attention: [5],
};

async function fixture(name: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(FILES[`../fixtures/${name}.onnx`]!)).arrayBuffer());
}

describe('a whole network on the GPU agrees with WebAssembly', () => {
  test.each(Object.keys(SHAPES).flatMap((name) => [`${name}-script`, `${name}-dynamo`]))('%s', async (name) => {
    const shape = SHAPES[name.split('-')[0]!]!;
    expect(await apart(device, await fixture(name), { x: points(3, ...shape) })).toBeLessThan(1e-5);
  });

  test.each([
    ['a VAE', vae(), 16],
    ['DCGAN', dcgan(), 24],
    ['a transformer', transformer(), 8],
    ['AutoencoderTiny', tiny(), 16],
    ['like StyleGAN2', styled(), 8],
  ] as const)('%s', async (_, bytes, latent) => {
    expect(await apart(device, bytes, { z: points(2, latent) })).toBeLessThan(5e-5);
  });

  test('with large and small products, of many pixels and channels', async () => {
    const bytes = model(
      [
        { op: 'Conv', inputs: ['x', 'w'], outputs: ['a'], attributes: { pads: [1, 1, 1, 1] } },
        { op: 'Conv', inputs: ['a', 'v'], outputs: ['b'], attributes: { strides: [2, 2] } },
        { op: 'Conv', inputs: ['b', 'u'], outputs: ['y'] },
      ],
      { x: [-1, 5, 40, 40] },
      ['y', 'a'],
      { w: weights([70, 5, 3, 3], 45), v: weights([33, 70, 3, 3], 630), u: weights([2, 33, 1, 1], 33) },
    );
    expect(await apart(device, bytes, { x: points(2, 5, 40, 40) })).toBeLessThan(1e-5);
  });

  test('with places that are computed', async () => {
    const bytes = model(
      [
        { op: 'ReduceSum', inputs: ['x', 'axis'], outputs: ['s'], attributes: { keepdims: 0 } },
        { op: 'Abs', inputs: ['s'], outputs: ['p'] },
        { op: 'Cast', inputs: ['p'], outputs: ['i'], attributes: { to: 7 } },
        { op: 'Gather', inputs: ['table', 'i'], outputs: ['g'] },
        { op: 'Add', inputs: ['g', 'p'], outputs: ['y'] },
      ],
      { x: [-1, 4, 3] },
      ['y'],
      { axis: { shape: [1], data: [2] }, table: weights([40], 2) },
    );
    expect(await apart(device, bytes, { x: points(5, 4, 3) })).toBeLessThan(1e-5);
  });

  test('with functions that are rare in decoders', async () => {
    const ops = ['Sin', 'Cos', 'Floor', 'Ceil', 'Round', 'Mish', 'Softsign', 'HardSwish', 'LogSoftmax'];
    const bytes = model(
      [
        { op: 'Mul', inputs: ['x', 'wide'], outputs: ['w'] },
        ...ops.map((op, i) => ({ op, inputs: ['w'], outputs: [`y${i}`] })),
      ],
      { x: [-1, 50] },
      ops.map((_, i) => `y${i}`),
      { wide: { shape: [], data: Float32Array.of(9) } },
    );
    expect(await apart(device, bytes, { x: points(4, 50) })).toBeLessThan(1e-5);
  });

  test('with random numbers, which follow from the seed', async () => {
    const bytes = model(
      [
        { op: 'RandomNormalLike', inputs: ['x'], outputs: ['n'] },
        { op: 'RandomUniformLike', inputs: ['x'], outputs: ['u'] },
        { op: 'Mul', inputs: ['u', 'x'], outputs: ['m'] },
        { op: 'Add', inputs: ['n', 'm'], outputs: ['y'] },
      ],
      { x: [-1, 300] },
      ['y'],
    );
    expect(await apart(device, bytes, { x: points(3, 300) })).toBeLessThan(1e-5);
  });
});

describe('a model on the GPU', () => {
  const opened = async (bytes: Uint8Array): Promise<GpuModel> => loadOnGpu(device, bytes.slice().buffer);

  test('returns bytes, channels last, as WebAssembly does', async () => {
    const bytes = vae();
    const { data: z } = points(3, 16);
    const expected = (await load(bytes.slice().buffer)).run({ z }, 3, { low: 0, high: 1 });
    const gpu = await opened(bytes);
    const recycled = new ArrayBuffer(20_000);
    const [[name, actual]] = Object.entries(await gpu.run({ z }, 3, { low: 0, high: 1 }, recycled)) as [
      [string, Uint8Array],
    ];
    expect(actual.buffer).toBe(recycled);
    const off = actual.map((value, i) => Math.abs(value - expected[name]![i]!));
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
    expect(off.filter(Boolean).length).toBeLessThan(10);
    gpu.destroy();
  });

  test('runs batches of all sizes, one after the other', async () => {
    const bytes = perceptron();
    const wasm = await load(bytes.slice().buffer);
    const gpu = await opened(bytes);
    for (const batch of [1, 7, 2, 70, 1]) {
      const { data: z } = points(batch, 16);
      const [ours] = Object.values(await gpu.run({ z }, batch)) as Float32Array[];
      const [expected] = Object.values(wasm.run({ z }, batch));
      const worst = expected!.reduce((most, value, i) => Math.max(most, Math.abs(value - ours![i]!)), 0);
      expect(worst).toBeLessThan(1e-5);
    }
    gpu.destroy();
  });

  test('sends one command for a batch', async () => {
    const submit = vi.spyOn(device.gpu.queue, 'submit');
    const gpu = await opened(tiny());
    await gpu.run({ z: points(2, 16).data }, 2, { low: -1, high: 1 });
    expect(submit).toHaveBeenCalledOnce();
    submit.mockRestore();
    gpu.destroy();
  });

  test('refuses inputs that do not fit', async () => {
    const gpu = await opened(perceptron());
    await expect(gpu.run({ z: new Float32Array(15) }, 1)).rejects.toMatchObject({ name: 'InvalidInput' });
    await expect(gpu.run({ z: new Float32Array() }, 0)).rejects.toMatchObject({ name: 'InvalidInput' });
    gpu.destroy();
  });
});
