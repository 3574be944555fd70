import { describe, expect, test } from 'vitest';
import { writeZip } from '../../../src/sources/zipWriter';
import { read } from '../../../src/training/reading/read';
import type { Reading } from '../../../src/training/reading/reading';
import type { Named } from '../../../src/training/reading/sources';
import { npy } from '../../training/reading/files';
import { bar, bars, png } from './pictures';

const silent = (): void => undefined;
const reading = (files: Named[], side: number | null = null): Promise<Reading> => read(files, side, silent);
const bytes = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await blob.arrayBuffer());

describe('pictures', () => {
  test('in folders have their classes, and are grey if none has colour', async () => {
    const { items, remarks } = await reading(await bars(20));
    expect(items).toMatchObject({ name: 'bars', shape: [28, 28, 1], classes: ['columns', 'rows'] });
    expect(items.files).toContain('bars/rows/0.png');
    expect([...items.labels].filter((label) => label === 1)).toHaveLength(10);
    expect(remarks).toEqual([]);
    const first = items.values.subarray(0, 28 * 28);
    expect([first[0], first.at(-1)]).toEqual(items.labels[0] === 1 ? [255, 0] : [0, 0]);
  });

  test('of which one has colour are all in colour', async () => {
    const red = await png(28, 28, (context) => {
      context.fillStyle = 'red';
      context.fillRect(0, 0, 28, 28);
    });
    const { items } = await reading([...(await bars(20)), { path: 'bars/0red.png', file: red }]);
    expect(items.shape).toEqual([28, 28, 3]);
    expect([...items.values.subarray(0, 3)]).toEqual([255, 0, 0]);
  });

  test('of several sizes are scaled to one, which is stated', async () => {
    const { items, remarks } = await reading([
      ...(await bars(20)),
      { path: 'bars/wide.png', file: await bar(1, 90, 50) },
    ]);
    expect(items.shape).toEqual([28, 28, 1]);
    expect(remarks).toEqual(['Scaled from 2 sizes to 28 x 28, the middle of each.']);
  });

  test('of another size than networks have are scaled to the next one', async () => {
    const { items, remarks } = await reading(await bars(20, 30, 30));
    expect(items.shape).toEqual([32, 32, 1]);
    expect(remarks).toEqual(['Scaled from 30 x 30 to 32 x 32, the middle of each.']);
  });

  test('are scaled to the side that is wanted', async () => {
    expect((await reading(await bars(20), 48)).items.shape).toEqual([48, 48, 1]);
  });

  test('that are broken are named and left out', async () => {
    const broken = { path: 'bars/rows/bad.png', file: new Blob(['words']) };
    const { items, remarks } = await reading([...(await bars(20)), broken]);
    expect(items.labels).toHaveLength(20);
    expect(remarks).toEqual(['1 picture left out that cannot be read, the first: bars/rows/bad.png.']);
  });

  test('that are transparent are laid on what shows their ink', async () => {
    const ink = await png(28, 28, (context) => context.fillRect(4, 4, 9, 9));
    const { items, remarks } = await reading([...(await bars(20)), { path: 'bars/0ink.png', file: ink }]);
    expect(items.values[0]).toBe(255);
    expect(remarks).toEqual(['1 transparent picture laid on white or black.']);
  });

  test('in a zip are read as from a folder, without hidden files', async () => {
    const files: Record<string, Uint8Array<ArrayBuffer>> = { '__MACOSX/rows/._0.png': Uint8Array.of(1) };
    for (const { path, file } of await bars(20)) files[path] = await bytes(file as Blob);
    const { items } = await reading([{ path: 'all.zip', file: writeZip(files) }]);
    expect(items).toMatchObject({ name: 'bars', classes: ['columns', 'rows'] });
    expect(items.labels).toHaveLength(20);
  });

  test('other files beside them are counted', async () => {
    const { remarks } = await reading([...(await bars(20)), { path: 'bars/notes.txt', file: new Blob(['words']) }]);
    expect(remarks).toEqual(['1 other file left out.']);
  });
});

describe('arrays', () => {
  const pixels = Uint8Array.from({ length: 24 * 64 }, (_, i) => (i * 37) % 256);

  test('of an npz have their labels', async () => {
    const labels = Int32Array.from({ length: 24 }, (_, i) => 3 + (i % 2));
    const zip = writeZip({
      'x_train.npy': new Uint8Array(npy('|u1', [24, 8, 8], pixels)),
      'y_train.npy': new Uint8Array(npy('<i4', [24], labels)),
    });
    const { items } = await reading([{ path: 'data.npz', file: zip }]);
    expect(items).toMatchObject({ name: 'data', shape: [8, 8, 1], classes: ['3', '4'], files: null });
    expect([...items.labels]).toEqual([...labels].map((label) => label - 3));
    expect([...items.values]).toEqual([...pixels]);
  });

  test('of floats from 0 to 1, channels first, are scaled to bytes', async () => {
    const floats = Float32Array.from(pixels, (byte) => byte / 255);
    const { items } = await reading([{ path: 'a.npy', file: new Blob([npy('<f4', [24, 1, 8, 8], floats)]) }]);
    expect([...items.values]).toEqual([...pixels]);
  });

  test('of an IDX pair have their labels', async () => {
    const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 24, 0, 0, 0, 8, 0, 0, 0, 8, ...pixels);
    const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 24, ...Array.from({ length: 24 }, (_, i) => i % 3));
    const { items } = await reading([
      { path: 'train-images-idx3-ubyte', file: new Blob([images]) },
      { path: 'train-labels-idx1-ubyte', file: new Blob([labels]) },
    ]);
    expect(items).toMatchObject({ shape: [8, 8, 1], classes: ['0', '1', '2'] });
    expect([...items.values]).toEqual([...pixels]);
  });

  test('of another shape are refused', async () => {
    const file = new Blob([npy('|u1', [1536], pixels)]);
    await expect(reading([{ path: 'flat.npy', file }])).rejects.toThrow('have the shape (1536), expected (n, height');
  });

  test('with NaN are refused', async () => {
    const file = new Blob([npy('<f4', [24, 8, 8], new Float32Array(24 * 64).fill(NaN))]);
    await expect(reading([{ path: 'nan.npy', file }])).rejects.toThrow('The images have NaN or infinity');
  });
});

describe('what cannot be learned from is refused', () => {
  test('three pictures', async () => {
    await expect(reading(await bars(3))).rejects.toThrow('At least 20 pictures are needed to learn from, got 3');
  });

  test('pictures that are all the same', async () => {
    const file = await bar(1);
    const same = Array.from({ length: 30 }, (_, i) => ({ path: `${i}.png`, file }));
    await expect(reading(same)).rejects.toThrow('All 30 pictures are the same, so there is nothing to learn.');
  });

  test('no pictures at all', async () => {
    await expect(reading([{ path: 'notes.txt', file: new Blob(['words']) }])).rejects.toThrow(
      'There are neither pictures',
    );
  });

  test('a damaged zip', async () => {
    await expect(reading([{ path: 'a.zip', file: new Blob(['words']) }])).rejects.toThrow('a.zip is not a zip file');
  });
});

test('of more pictures than a page trains on some are drawn at random', async () => {
  const n = 20_400;
  const pixels = Uint8Array.from({ length: n * 64 }, (_, i) => (i * 37) % 251);
  const { items, remarks } = await reading([{ path: 'a.npy', file: new Blob([npy('|u1', [n, 8, 8], pixels)]) }]);
  expect(items.labels).toHaveLength(20_000);
  expect(remarks).toEqual(['20,000 of 20,400 pictures are used, drawn at random.']);
});
