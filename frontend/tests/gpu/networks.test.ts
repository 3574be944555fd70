import { describe, expect, test, vi } from 'vitest';
import { load } from '../../src/engine/full';
import { layoutOf } from '../../src/engine/gpu/layout';
import { load as loadOnGpu, prepare } from '../../src/engine/gpu/load';
import { Memory } from '../../src/engine/gpu/memory';
import { GpuModel } from '../../src/engine/gpu/model';
import { Program, roomOf } from '../../src/engine/gpu/program';
import { Readback } from '../../src/engine/gpu/readback';
import { Upload } from '../../src/engine/gpu/upload';
import { difference, generator, normal } from '../numbers';
import { SHAPES } from '../shapes';
import { model } from '../writer';
import { apart, shared } from './agreeing';
import { dcgan, perceptron, styled, tiny, transformer, vae, weights } from './networks';

const device = await shared();

const random = generator(2);
const points = (batch: number, ...shape: number[]): { shape: number[]; data: Float32Array<ArrayBuffer> } => ({
  shape: [batch, ...shape],
  data: normal(
    random,
    shape.reduce((a, b) => a * b, batch),
  ) as Float32Array<ArrayBuffer>,
});

const FILES = import.meta.glob<string>('../fixtures/*.onnx', { query: '?url', import: 'default', eager: true });
async function fixture(name: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(FILES[`../fixtures/${name}.onnx`]!)).arrayBuffer());
}

describe('a whole network on the GPU agrees with WebAssembly', () => {
  test.each(Object.keys(SHAPES))('%s', async (name) => {
    const shape = SHAPES[name]!;
    expect(await apart(device, await fixture(`${name}-script`), { x: points(3, ...shape) })).toBeLessThan(1e-5);
  });

  test('a decoder with conditions', async () => {
    const table = weights([5, 3], 1);
    const bytes = model(
      [
        { op: 'ArgMax', inputs: ['label'], outputs: ['index'], attributes: { axis: 1, keepdims: 0 } },
        { op: 'Gather', inputs: ['table', 'index'], outputs: ['row'] },
        { op: 'Concat', inputs: ['z', 'row', 'label', 'weight'], outputs: ['all'], attributes: { axis: 1 } },
        { op: 'Gemm', inputs: ['all', 'w'], outputs: ['h'] },
        { op: 'Tanh', inputs: ['h'], outputs: ['y'] },
      ],
      { z: [-1, 4], label: [-1, 5], weight: [-1, 1] },
      ['y'],
      { table, w: weights([13, 8], 13) },
    );
    const inputs = { z: points(3, 4), label: points(3, 5), weight: points(3, 1) };
    expect(await apart(device, bytes, inputs)).toBeLessThan(1e-5);
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
      { x: [-1, 3, 20, 20] },
      ['y', 'a'],
      { w: weights([130, 3, 3, 3], 27), v: weights([33, 130, 3, 3], 1170), u: weights([2, 33, 1, 1], 33) },
    );
    expect(await apart(device, bytes, { x: points(2, 3, 20, 20) })).toBeLessThan(1e-5);
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

  test('runs a batch in small parts on a GPU with little memory', async () => {
    const bytes = perceptron();
    const { graph, runtime } = await prepare(bytes.slice().buffer);
    const layout = layoutOf(graph, runtime, 1, true);
    const constants = new Memory(device).roomBeside(layout.constants);
    const { most } = device;
    const limit = vi.spyOn(device, 'most', 'get').mockReturnValue(most - 4 * constants + 12 * roomOf(layout));
    const submit = vi.spyOn(Program.prototype, 'encode');
    expect(await apart(device, bytes, { z: points(7, 16) })).toBeLessThan(1e-5);
    expect(submit).toHaveBeenCalledTimes(3);
    [limit, submit].forEach((spy) => spy.mockRestore());
  });

  test('runs batches of the size that the file fixes', async () => {
    const bytes = model([{ op: 'Tanh', inputs: ['x'], outputs: ['y'] }], { x: [4, 3] }, ['y']);
    expect(await apart(device, bytes, { x: points(6, 3) })).toBeLessThan(1e-6);
  });

  test('runs a batch as a whole whose samples depend on each other', async () => {
    const bytes = model([{ op: 'Softmax', inputs: ['x'], outputs: ['y'], attributes: { axis: 0 } }], { x: [-1, 3] }, [
      'y',
    ]);
    expect(await apart(device, bytes, { x: points(77, 3) })).toBeLessThan(1e-6);
  });

  test('needs no more workgroups than a GPU allows: each does the work of several then', async () => {
    const bytes = styled();
    const { data: z } = points(2, 8);
    const expected = Object.values((await load(bytes.slice().buffer)).run({ z }, 2))[0]!;
    const { graph, runtime } = await prepare(bytes.slice().buffer);
    const layout = layoutOf(graph, runtime, 2, false);
    for (const { tasks } of layout.waves) for (const task of tasks) task.grid[0] = Math.min(2, task.grid[0]);
    const [memory, readback, upload] = [new Memory(device), new Readback(device), new Upload(device)];
    await memory.fit(layout.constants, roomOf(layout));
    const program = await Program.of(device, memory, layout);
    await upload.begin([z]);
    await readback.begin([expected.length / 2], 2, 1, 4);
    const encoder = device.gpu.createCommandEncoder();
    upload.copy(encoder, 0, 0, z.length, memory.buffer, program.inputAt(0));
    program.encode(encoder);
    readback.copy(encoder, memory.buffer, program.resultAt(0, false), 0, expected.length);
    device.gpu.queue.submit([encoder.finish()]);
    const [ours] = (await readback.results()) as Float32Array[];
    expect(difference(ours!, expected)).toBeLessThan(1e-5);
    [memory, readback, upload, program].forEach((one) => one.destroy());
  });

  test('sends one command for a batch', async () => {
    const submit = vi.spyOn(device.gpu.queue, 'submit');
    const gpu = await opened(tiny());
    await gpu.run({ z: points(5, 16).data }, 5, { low: -1, high: 1 });
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
