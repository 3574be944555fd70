import { describe, expect, test } from 'vitest';
import { Originals } from '../../src/originals/originals';
import { parseOutput } from '../../src/outputs/parse';
import { fileOf, partly, wholly } from './files';

const output = parseOutput({ kind: 'values', names: ['a', 'b'], low: 0, high: 1 });
const N = 40_000;
const numbers = Float32Array.from({ length: 2 * N }, (_, i) => i / 7);
const file = await fileOf({ count: N, shape: [2], encoding: 'float32' }, numbers.slice().buffer);

describe('originals', () => {
  test('are read in blocks, each once', async () => {
    const { read, asked } = partly(file);
    const originals = await Originals.open(read, N, output);
    expect(originals.peek(5)).toBeNull();
    const [one, other, same] = await originals.take([5, N - 1, 6]);
    expect([...one!, ...other!, ...same!]).toEqual([10, 11, 2 * N - 2, 2 * N - 1, 12, 13].map((i) => numbers[i]));
    expect(asked).toHaveLength(3);
    expect(Math.max(...asked.map(([from, to]) => to - from))).toBeLessThanOrEqual(2 ** 16);
    expect([...originals.peek(5)!]).toEqual([numbers[10], numbers[11]]);
    await originals.take([5, N - 1]);
    expect(asked).toHaveLength(3);
  });

  test('come from the whole file where parts cannot be read, which is then read once', async () => {
    const { read, asked } = wholly(file);
    const originals = await Originals.open(read, N, output);
    const [one, other] = await originals.take([5, N - 1]);
    expect([...one!, ...other!]).toEqual([10, 11, 2 * N - 2, 2 * N - 1].map((i) => numbers[i]));
    expect(asked).toHaveLength(1);
  });

  test('of half precision are widened', async () => {
    const halves = await fileOf({ count: 1, shape: [2], encoding: 'float16' }, Uint16Array.of(0x3c00, 0xc000).buffer);
    const originals = await Originals.open(partly(halves).read, 1, output);
    expect([...(await originals.take([0]))[0]!]).toEqual([1, -2]);
  });

  test('that end too early are refused where they are wanted', async () => {
    const originals = await Originals.open(partly(file.slice(0, -4)).read, N, output);
    await expect(originals.take([0])).resolves.toHaveLength(1);
    await expect(originals.take([N - 1])).rejects.toThrow('The originals are cut short.');
  });

  test('with NaN are refused', async () => {
    const wrong = await fileOf({ count: 1, shape: [2], encoding: 'float32' }, Float32Array.of(1, NaN).buffer);
    const originals = await Originals.open(partly(wrong).read, 1, output);
    await expect(originals.take([0])).rejects.toThrow('hold NaN or infinity');
  });

  test('that could not be read are asked for again', async () => {
    let fails = true;
    const originals = await Originals.open(
      async (range) => {
        if (fails && range[0] > 0) throw new Error('The connection to the server is lost.');
        return file.slice(...range);
      },
      N,
      output,
    );
    await expect(originals.take([0])).rejects.toThrow('connection');
    fails = false;
    await expect(originals.take([0])).resolves.toHaveLength(1);
  });

  test('are held up to a bound', async () => {
    const wide = parseOutput({ kind: 'field', height: 1000, width: 1000, channels: [''], low: 0, high: 1 });
    const each = new Float32Array(1e6).buffer;
    const index = { count: 20, shape: wide.shape, encoding: 'float32' };
    const large = await fileOf(index, ...Array.from({ length: 20 }, () => each));
    const originals = await Originals.open(partly(large).read, 20, wide);
    for (let item = 0; item < 20; item++) await originals.take([item]);
    expect(originals.peek(0)).toBeNull();
    expect(originals.peek(19)).not.toBeNull();
    expect(Array.from({ length: 20 }, (_, i) => originals.peek(i)).filter(Boolean)).toHaveLength(16);
  });
});
