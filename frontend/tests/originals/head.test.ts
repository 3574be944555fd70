import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHead } from '../../src/originals/head';
import { parseOutput } from '../../src/outputs/parse';
import { damaged, written } from '../fuzz/damage';
import { imageOutput } from '../outputs/images';
import { fileOf } from './files';

const image = imageOutput({ height: 5, width: 7 });
const values = parseOutput({ kind: 'values', names: ['a', 'b'], low: 0, high: 1 });
const index = {
  count: 300,
  shape: [5, 7, 1],
  encoding: 'webp',
  quality: 'lossless',
  grid: [16, 16],
  sheets: [900, 80],
};

describe('the head of originals', () => {
  test('says where each sheet is', async () => {
    const file = await fileOf(index);
    const head = parseHead(file, 300, image);
    expect(head.perBlock).toBe(256);
    expect([...head.ends]).toEqual([file.byteLength, file.byteLength + 900, file.byteLength + 980]);
  });

  test('says where rows of numbers are', async () => {
    const file = await fileOf({ count: 70_000, shape: [2], encoding: 'float16' });
    const { ends, perBlock } = parseHead(file, 70_000, values);
    expect(ends[0]).toBe(file.byteLength);
    expect(ends[1]! - ends[0]!).toBe(4 * perBlock);
    expect(ends.at(-1)).toBe(file.byteLength + 4 * 70_000);
  });

  test.each([
    ['other items', { count: 299 }, 'are 299, but the map has 300 points'],
    ['10^9 items', { count: 1e9 }, 'no number of items'],
    ['half an item', { count: 1.5 }, 'no number of items'],
    ['another shape', { shape: [7, 5, 1] }, 'another shape'],
    ['numbers', { encoding: 'float32' }, 'encoded in an unknown way'],
    ['a huge grid', { grid: [1e6, 1e6] }, 'sheets that are too large'],
    ['a long grid', { grid: [1, 4000] }, 'sheets that are too large'],
    ['no grid', { grid: null }, 'without columns and rows'],
    ['one sheet less', { sheets: [900] }, 'another number of sheets'],
    ['a negative sheet', { sheets: [-900, 80] }, 'another number of sheets'],
    ['a sheet of nothing', { sheets: [0, 980] }, 'another number of sheets'],
  ])('with %s is refused', async (_, change, sentence) => {
    const file = await fileOf({ ...index, ...change });
    expect(() => parseHead(file, 300, image)).toThrow(sentence);
  });

  test('of another file is refused', () => {
    expect(() => parseHead(new ArrayBuffer(0), 300, image)).toThrow('do not start like originals');
    expect(() => parseHead(new ArrayBuffer(99), 300, image)).toThrow('do not start like originals');
  });

  test('that is cut, or too long, is refused', async () => {
    const file = await fileOf(index);
    expect(() => parseHead(file.slice(0, -1), 300, image)).toThrow('are cut short');
    new DataView(file).setUint32(8, 2 ** 32 - 1, true);
    expect(() => parseHead(file, 300, image)).toThrow('index that is too long');
  });

  test('may hold anything', async () => {
    await fc.assert(
      fc.asyncProperty(damaged(index).map(written), async (text) => {
        const file = await fileOf(text);
        try {
          const { ends } = parseHead(file, 300, image);
          expect(ends.every((end, i) => !i || end > ends[i - 1]!)).toBe(true);
        } catch (error) {
          expect((error as Error).message).toMatch(/^The originals .*\. Make or download/);
        }
      }),
    );
  });
});
