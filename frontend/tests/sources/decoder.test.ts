import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Network } from '../../src/engine/network';
import { Decoder, workersFor } from '../../src/sources/decoder';
import type { Folder } from '../../src/sources/folder';
import type { Remote } from '../../src/sources/source';
import { imageOutput } from '../outputs/images';

const folder = { latentDim: 1, conditions: [], output: imageOutput({ width: 2 }) } as unknown as Folder;
const MB = 2 ** 20;

describe('the workers of a decoder', () => {
  test.each([
    [1, 2, 2],
    [13, 4, 4],
    [13, 64, 8],
    [100, 8, 2],
    [200, 8, 1],
    [2000, 8, 1],
    [1, 0, 1],
  ])('of %d MB on %d cores are %d', (size, cores, most) => {
    expect(workersFor(size * MB, cores)).toBe(most);
  });
});

/** A network that decodes z to two bytes: z, and the first byte of its file. It takes some time for each image. */
function network(file: ArrayBuffer, milliseconds = 20): Network {
  let [version] = new Uint8Array(file);
  return {
    place: 'here',
    interruptible: true,
    ended: false,
    inputs: [{ name: 'z', shape: [-1, 1] }],
    outputs: [{ name: 'image', shape: [-1, 2] }],
    timed: async ({ inputs }: { inputs: { z: Float32Array } }) => {
      await new Promise((resolve) => setTimeout(resolve, milliseconds * inputs.z.length));
      const image = Uint8Array.from([...inputs.z].flatMap((z) => [z, version!]));
      return { results: { image }, milliseconds: milliseconds * inputs.z.length };
    },
    renew: async (next: ArrayBuffer) => void ([version] = new Uint8Array(next)),
    recycle: () => undefined,
    close: () => undefined,
  } as unknown as Network;
}

const file = (version: number): ArrayBuffer => Uint8Array.of(version).buffer;
const points = (n: number): Float32Array<ArrayBuffer> => Float32Array.from({ length: n }, (_, i) => i);

async function warm(decoder: Decoder): Promise<void> {
  for (let i = 0; i < 2; i++) await decoder.decode(0, Float32Array.of(i), 1);
}

describe('a decoder in this browser', () => {
  test('decodes with several workers, in the order of the points', async () => {
    const reopen = vi.fn(async () => network(file(1)));
    const decoder = Decoder.here(network(file(1)), folder, reopen, 2);
    await warm(decoder);
    const images = await decoder.decode(1, points(12), 12);
    expect([...images!.numbers]).toEqual(Array.from({ length: 12 }, (_, i) => [i, 1]).flat());
    expect(reopen).toHaveBeenCalledOnce();
  });

  test('rounds images to bytes unless their values are wanted', async () => {
    const one = network(file(1));
    const timed = vi.spyOn(one, 'timed');
    const decoder = Decoder.here(one, folder, async () => one, 1);
    await decoder.decode(1, points(1), 1);
    await decoder.decode(1, points(1), 1, true);
    expect(timed.mock.calls.map(([{ pixels }]) => pixels)).toEqual([folder.output.pixels, undefined]);
  });

  test('once renewed, decodes with the other weights in all workers, those that start later too', async () => {
    const reopen = vi.fn(async () => network(file(1)));
    const decoder = Decoder.here(network(file(1)), folder, reopen, 2);
    await warm(decoder);
    await decoder.renew(file(2));
    const images = await decoder.decode(1, points(12), 12);
    expect(images!.numbers.filter((_, i) => i % 2).every((version) => version === 2)).toBe(true);
    expect(reopen).toHaveBeenCalledOnce();
  });

  test('renews a worker that was being started', async () => {
    let open!: (one: Network) => void;
    const reopen = (): Promise<Network> => new Promise((resolve) => (open = resolve));
    const decoder = Decoder.here(network(file(1)), folder, reopen, 2);
    await warm(decoder);
    const answer = decoder.decode(1, points(20), 20);
    await vi.waitFor(() => expect(open).toBeDefined());
    await decoder.renew(file(2));
    open(network(file(1)));
    const images = await answer;
    // begun before the renewal
    expect([...images!.numbers].filter((_, i) => i % 2 && i > 8).every((version) => version === 2)).toBe(true);
  });
});

describe('a heavy decoder in this browser', () => {
  const heavy = (one: Network): Network => Object.assign(one, { work: 2 ** 26 });
  const slow = (): Network => heavy(network(file(1), 20));
  const opened = (assistant: () => Promise<Network>, first = slow()): Decoder =>
    Decoder.here(first, folder, async () => slow(), 1, assistant);
  const onplace = vi.fn();

  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    onplace.mockClear();
  });

  /** Decodes a point at once, and returns its bytes. */
  async function decoded(decoder: Decoder): Promise<number[]> {
    const images = decoder.decode(0, Float32Array.of(7), 1);
    await vi.advanceTimersByTimeAsync(50);
    return [...(await images)!.numbers];
  }

  test('is decoded on the GPU once that has proved faster, some time after the first image', async () => {
    const gpu = network(file(1), 1);
    const assistant = vi.fn(async () => gpu);
    const decoder = Object.assign(opened(assistant), { onplace });
    await decoded(decoder);
    expect(assistant).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(decoder).toMatchObject({ place: 'here, on the GPU', remark: '' });
    expect(onplace).toHaveBeenCalledOnce();
    const timed = vi.spyOn(gpu, 'timed');
    expect(await decoded(decoder)).toEqual([7, 1]);
    expect(timed).toHaveBeenCalledOnce();
    await decoder.renew(file(3));
    expect(await decoded(decoder)).toEqual([7, 3]);
    expect(assistant).toHaveBeenCalledOnce();
  });

  test.each([
    ['there is none', () => Promise.reject(new Error('This browser offers no GPU.')), 'This browser offers no GPU.'],
    ['it is slower', async () => network(file(1), 30), 'The processor is faster.'],
    ['it decodes otherwise', async () => network(file(9), 1), 'Its results differ from those of the processor.'],
  ])('is decoded as before if %s, and says why', async (_, assistant, why) => {
    const decoder = Object.assign(opened(assistant), { onplace });
    await decoded(decoder);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(decoder).toMatchObject({ place: 'here', remark: `The GPU does not decode. ${why}` });
    expect(onplace).toHaveBeenCalledOnce();
    expect(await decoded(decoder)).toEqual([7, 1]);
  });

  test('goes on without a GPU that is lost, and decodes again what it was decoding', async () => {
    const gpu = network(file(1), 1);
    const decoder = Object.assign(
      opened(async () => gpu),
      { onplace },
    );
    await decoded(decoder);
    await vi.advanceTimersByTimeAsync(10_000);
    vi.spyOn(gpu, 'timed').mockRejectedValue(
      Object.assign(new Error('The GPU was lost.'), { name: 'UnsupportedBrowser' }),
    );
    expect(await decoded(decoder)).toEqual([7, 1]);
    expect(decoder).toMatchObject({ place: 'here', remark: 'The GPU does not decode. The GPU was lost.' });
    expect(onplace).toHaveBeenCalledTimes(2);
  });

  test('that computes little never asks for one', async () => {
    const assistant = vi.fn(async () => network(file(1), 0));
    const decoder = opened(assistant, Object.assign(slow(), { work: 2 ** 24 }));
    await decoded(decoder);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(assistant).not.toHaveBeenCalled();
    expect(decoder.remark).toBe('');
  });

  test('asks for none once it is closed', async () => {
    const assistant = vi.fn(async () => network(file(1), 0));
    const decoder = opened(assistant);
    await decoded(decoder);
    decoder.close();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(assistant).not.toHaveBeenCalled();
  });
});

describe('a decoder elsewhere', () => {
  test('asks for pieces in lanes of their own, so that none supersedes another', async () => {
    const open = new Map<number, () => void>();
    const lanes: number[] = [];
    const remote = {
      place: 'there',
      decode: (lane: number, z: Float32Array, n: number) =>
        new Promise((resolve) => {
          if (open.has(lane)) throw new Error(`Lane ${lane} is taken.`);
          lanes.push(lane);
          const numbers = Uint8Array.from([...z].flatMap((value) => [value, 0]));
          open.set(lane, () => {
            open.delete(lane);
            resolve({ n, numbers, release: () => undefined });
          });
          setTimeout(() => open.get(lane)!(), 15 * n);
        }),
    } as unknown as Remote;
    const decoder = Decoder.there(remote, folder);
    await warm(decoder);
    const both = [1, 2].map((lane) => decoder.decode(lane, points(9), 9));
    const [first] = await Promise.all(both);
    expect([...first!.numbers].filter((_, i) => i % 2 === 0)).toEqual([...points(9)]);
    expect(lanes.slice(0, 2)).toEqual([0, 0]);
    expect(lanes.slice(2).every((lane) => lane >= 4 && lane < 12)).toBe(true);
  });
});
