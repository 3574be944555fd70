import { afterEach, describe, expect, test, vi } from 'vitest';
import { adapterOf } from '../../src/engine/gpu/adapter';
import { Device } from '../../src/engine/gpu/device';
import { Gpu } from '../../src/engine/gpu/gpu';
import { load } from '../../src/engine/gpu/load';
import { model } from '../writer';
import { perceptron } from './networks';

afterEach(() => vi.restoreAllMocks());

const file = (): ArrayBuffer => perceptron().slice().buffer;
const refused = (sentence: string | RegExp): object => ({
  name: 'UnsupportedBrowser',
  message: expect.stringMatching(sentence),
});

describe('without a GPU', () => {
  test('there is no adapter', async () => {
    vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(null);
    await expect(adapterOf(true)).rejects.toMatchObject(refused('offers no GPU'));
    await expect(Device.open(true)).rejects.toMatchObject(refused('offers no GPU'));
  });

  test('a browser that lacks WebGPU has no adapter', async () => {
    vi.spyOn(navigator, 'gpu', 'get').mockReturnValue(undefined as never);
    await expect(adapterOf(true)).rejects.toMatchObject(refused('offers no GPU'));
  });

  test('one that the processor emulates is taken only if that is asked for', async () => {
    await expect(adapterOf()).rejects.toMatchObject(refused('offers no GPU'));
    await expect(adapterOf(true)).resolves.toBeDefined();
    await expect(Gpu.open(file())).rejects.toMatchObject(refused('offers no GPU'));
  });

  test('a device that is refused is reported', async () => {
    const adapter = (await navigator.gpu.requestAdapter())!;
    vi.spyOn(adapter, 'requestDevice').mockRejectedValue(new Error('The limits are too high.'));
    vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(adapter);
    await expect(Device.open(true)).rejects.toMatchObject(refused('The limits are too high'));
  });
});

describe('a GPU', () => {
  test('that has too little memory refuses a model', async () => {
    const device = await Device.open(true);
    vi.spyOn(device, 'most', 'get').mockReturnValue(2 ** 20);
    await expect(load(device, file())).rejects.toMatchObject(refused('more memory than the GPU provides'));
  });

  test('that cannot make a buffer refuses a model', async () => {
    const device = await Device.open(true);
    const { createBuffer } = device.gpu;
    vi.spyOn(device.gpu, 'createBuffer').mockImplementation((made) =>
      createBuffer.call(device.gpu, { ...made, size: 2 ** 40 }),
    );
    await expect(load(device, file())).rejects.toMatchObject(refused('The GPU refuses'));
  });

  test('reports a shader that does not compile', async () => {
    const device = await Device.open(true);
    await expect(device.pipeline({ name: 'bad', code: 'fn main() { nothing }' })).rejects.toMatchObject(
      refused('The GPU refuses'),
    );
    const other = '@compute @workgroup_size(1) fn other() {}';
    await expect(device.pipeline({ name: 'other', code: other })).rejects.toMatchObject(refused("compile 'other'"));
  });

  test('refuses a model with a step that has no kernel', async () => {
    const device = await Device.open(true);
    const bytes = model([{ op: 'Mod', inputs: ['x', 'x'], outputs: ['y'], attributes: { fmod: 1 } }], { x: [-1, 4] }, [
      'y',
    ]);
    await expect(load(device, bytes.slice().buffer)).rejects.toMatchObject({ name: 'UnsupportedModel' });
  });

  test('that is lost while it decodes fails the request and all later ones', async () => {
    const device = await Device.open(true);
    const gpu = await load(device, file());
    const { lost } = device;
    const running = gpu.run({ z: new Float32Array(16 * 8) }, 8);
    device.gpu.destroy();
    await expect(running).rejects.toMatchObject({ name: 'UnsupportedBrowser' });
    expect(await lost).toContain('The GPU was lost');
    await expect(gpu.run({ z: new Float32Array(16) }, 1)).rejects.toMatchObject(refused('The GPU was lost'));
  });

  test('that reports an error later is not used any more', async () => {
    const device = await Device.open(true);
    const gpu = await load(device, file());
    device.gpu.dispatchEvent(
      new GPUUncapturedErrorEvent('uncapturederror', { error: new GPUOutOfMemoryError('It is full.') }),
    );
    await expect(gpu.run({ z: new Float32Array(16) }, 1)).rejects.toMatchObject(refused('It is full.'));
  });
});
