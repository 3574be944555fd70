import { describe, expect, test } from 'vitest';
import type { Network } from '../../src/engine/network';
import { trial, type Sample } from '../../src/sources/trial';

interface Asked {
  lane: number;
  batch: number;
  inputs: { z: Float32Array };
}

/** A network that decodes z to z + `off`, and takes `cost(n)` milliseconds for n images. */
function network(cost: (n: number) => number, off = 0, unit = -1): Network & { asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    inputs: [{ name: 'z', shape: [unit, 2] }],
    outputs: [{ name: 'image', shape: [unit, 2] }],
    timed: async (request: Asked) => {
      asked.push(request);
      return { results: { image: request.inputs.z.map((z) => z + off) }, milliseconds: cost(request.batch) };
    },
    recycle: () => undefined,
  } as unknown as Network & { asked: Asked[] };
}

const sample: Sample = { rows: Float32Array.of(1, 2, 3, 4), widths: [2], range: 2, workers: 1 };
const served = async (gpu: Network, cpu: Network, more: Partial<Sample> = {}): Promise<number[]> => {
  const { serves } = await trial(gpu, cpu, { ...sample, ...more });
  return [1, 2, 3, 7, 8, 9, 16, 100, Infinity].filter(serves);
};

describe('a trial of the GPU', () => {
  test('lets it serve the sizes that it decodes faster', async () => {
    expect(
      await served(
        network((n) => 3 + 0.1 * n),
        network((n) => n),
      ),
    ).toEqual([2, 3, 7, 8, 9, 16, 100, Infinity]);
    expect(
      await served(
        network(() => 12),
        network((n) => n),
      ),
    ).toEqual([8, 9, 16, 100, Infinity]);
    expect(
      await served(
        network(() => 0.1),
        network((n) => n),
      ),
    ).toHaveLength(9);
  });

  test('compares it with all workers where there are several images', async () => {
    const [gpu, cpu] = [network((n) => 0.4 * n), network((n) => n)];
    expect(await served(gpu, cpu, { workers: 4 })).toEqual([1, 2]);
    const slower = served(
      network((n) => n),
      cpu,
      { workers: 2 },
    );
    await expect(slower).rejects.toThrow('The processor is faster.');
  });

  test('reports its times, the smallest size first', async () => {
    const { times } = await trial(
      network((n) => 1 + n / 10),
      network((n) => 10 * n),
      sample,
    );
    expect(times).toEqual([
      [1, 1.1],
      [4, 1.4],
      [16, 2.6],
    ]);
  });

  test('decodes the points of the page, again and again, after everything else', async () => {
    const cpu = network((n) => 10 * n);
    await trial(
      network(() => 1),
      cpu,
      sample,
    );
    expect([...new Set(cpu.asked.map(({ batch }) => batch))]).toEqual([1, 4, 16]);
    expect([...cpu.asked[0]!.inputs.z]).toEqual([1, 2]);
    expect([...cpu.asked.at(-1)!.inputs.z].slice(0, 6)).toEqual([1, 2, 3, 4, 1, 2]);
    expect(cpu.asked.every(({ lane }) => lane > 100)).toBe(true);
  });

  test('tries nothing larger than what takes long, and takes the workers into account', async () => {
    const cpu = network((n) => 100 * n);
    expect(
      await served(
        network(() => 90),
        cpu,
        { workers: 4 },
      ),
    ).toHaveLength(9);
    expect(cpu.asked.filter(({ batch }) => batch === 1)).toHaveLength(4);
    expect(cpu.asked.filter(({ batch }) => batch === 4)).toHaveLength(2);
    expect(cpu.asked.filter(({ batch }) => batch === 16)).toHaveLength(0);
    const slow = network((n) => 1000 * n);
    expect(
      await served(
        network((n) => 300 * n),
        slow,
        { workers: 8 },
      ),
    ).toEqual([1, 2, 3]);
    expect(slow.asked.every(({ batch }) => batch === 1)).toBe(true);
  });

  test.each([0.01, NaN, Infinity])('refuses it if a value is off by %d', async (off) => {
    const refusal = trial(
      network(() => 0, off),
      network((n) => n),
      sample,
    );
    await expect(refusal).rejects.toThrow('Its results differ from those of the processor.');
  });

  test('measures differences by the range of values', async () => {
    const wide = { ...sample, range: 255 };
    await expect(
      trial(
        network(() => 0, 0.01),
        network((n) => n),
        wide,
      ),
    ).resolves.toBeDefined();
  });

  test('uses the batch size that the file fixes', async () => {
    const cpu = network((n) => n, 0, 8);
    expect(
      await served(
        network(() => 1, 0, 8),
        cpu,
        { workers: 4 },
      ),
    ).toHaveLength(9);
    expect(cpu.asked.every(({ batch }) => batch === 8)).toBe(true);
  });
});
