import { beforeEach, expect, test } from 'vitest';
import type { Folder } from '../../src/sources/folder';
import { keep, kept } from '../../src/state/kept';
import { imageOutput } from '../outputs/images';

const folder = {
  name: 'zoo',
  latentDim: 2,
  output: imageOutput({ height: 2, width: 2 }),
  hashes: { 'decoder.onnx': 'ab' },
} as unknown as Folder;
const placed = {
  sample: Uint8Array.of(0, 127, 128, 255),
  posterior: { mean: Float32Array.of(0.1, -2), logvar: Float32Array.of(-3, 0) },
  strokes: [{ colour: '#ffffff', places: [1, 2, 3, 4] }],
};

let entries: Map<string, string>;
let storage: NonNullable<Parameters<typeof kept>[1]>;
beforeEach(() => {
  entries = new Map();
  storage = {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
});

test('a drawing is the same afterwards', () => {
  keep(folder, { placed, sketching: true }, storage);
  expect(kept(folder, storage)).toEqual({ placed, sketching: true });
});

test('another model does not get it', () => {
  keep(folder, { placed, sketching: false }, storage);
  expect(kept({ ...folder, hashes: { 'decoder.onnx': 'cd' } }, storage)).toBeNull();
});

test('without a drawing nothing is kept', () => {
  keep(folder, { placed, sketching: false }, storage);
  keep(folder, { placed: null, sketching: false }, storage);
  expect(entries.size).toBe(0);
  expect(kept(folder, storage)).toBeNull();
});

test('an image of another size is dropped', () => {
  keep(folder, { placed: { ...placed, sample: new Uint8Array(3) }, sketching: true }, storage);
  expect(kept(folder, storage)).toEqual({ placed: null, sketching: true });
});

test('a drawing that does not fit leaves no older one', () => {
  keep(folder, { placed, sketching: false }, storage);
  const full = {
    ...storage,
    setItem: () => {
      throw new Error('quota');
    },
  };
  expect(() => keep(folder, { placed, sketching: true }, full)).toThrow('quota');
  expect(kept(folder, storage)).toBeNull();
});

test('a very large sample is not kept', () => {
  keep(folder, { placed: { ...placed, sample: new Float32Array(2 ** 20) }, sketching: true }, storage);
  expect(kept(folder, storage)).toEqual({ placed: null, sketching: true });
  expect(entries.get('latentwalk-drawing')!.length).toBeLessThan(1000);
});
