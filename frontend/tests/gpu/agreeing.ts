import { expect } from 'vitest';
import { load } from '../../src/engine/full';
import { Device } from '../../src/engine/gpu/device';
import { load as loadOnGpu } from '../../src/engine/gpu/load';
import { difference, type Input } from '../numbers';

let device: Promise<Device> | undefined;

/** A GPU that the tests of all files use, so that shaders are compiled once. */
export function shared(): Promise<Device> {
  return (device ??= Device.open(true));
}

/** Runs a model by WebAssembly and on the GPU, and returns the largest difference of all outputs. */
export async function apart(device: Device, bytes: Uint8Array, inputs: Record<string, Input>): Promise<number> {
  const batch = Object.values(inputs)[0]!.shape[0]!;
  const given = Object.fromEntries(Object.entries(inputs).map(([name, { data }]) => [name, data]));
  const expected = (await load(bytes.slice().buffer)).run(given, batch);
  const model = await loadOnGpu(device, bytes.slice().buffer);
  try {
    const actual = await model.run(given, batch);
    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    return Math.max(...Object.entries(expected).map(([name, values]) => difference(actual[name] as never, values)));
  } finally {
    model.destroy();
  }
}
