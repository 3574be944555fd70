import { describe, expect, test } from 'vitest';
import { idxArray, npyArray, type NumberArray } from '../../../src/training/reading/array';
import { npy } from './files';

const values = ({ shape, at }: NumberArray): number[] =>
  Array.from({ length: shape.reduce((product, side) => product * side, 1) }, (_, i) => at(i));

describe('an NPY file', () => {
  test.each([
    ['|u1', Uint8Array.of(1, 200)],
    ['<i2', Int16Array.of(-5, 300)],
    ['<i8', BigInt64Array.of(3n, 4n)],
    ['<f4', Float32Array.of(0.5, -1)],
    ['<f8', Float64Array.of(0.25, 1e9)],
  ])('of %s has its values', (type, data) => {
    expect(values(npyArray(npy(type, [1, 2], data)))).toEqual(Array.from(data as ArrayLike<number | bigint>, Number));
  });

  test.each([
    ['is not an NPY file', new ArrayBuffer(20)],
    ["has values of type '<c8'", npy('<c8', [1], Float64Array.of(1))],
    ['in Fortran order', npy('<f4', [1], Float32Array.of(1), true)],
    ['ends too early', npy('<f4', [3], Float32Array.of(1))],
  ])('that %s is refused', (reason, file) => {
    expect(() => npyArray(file)).toThrow(reason);
  });
});

describe('an IDX file', () => {
  const idx = (...bytes: number[]): ArrayBuffer => Uint8Array.from(bytes).buffer;

  test('of images or labels has their shape and values', () => {
    const images = idxArray(idx(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 9, 8, 7, 6))!;
    expect(images.shape).toEqual([1, 2, 2]);
    expect(values(images)).toEqual([9, 8, 7, 6]);
    expect(values(idxArray(idx(0, 0, 8, 1, 0, 0, 0, 2, 5, 4))!)).toEqual([5, 4]);
  });

  test('that is truncated, or another file, is none', () => {
    expect(idxArray(idx(0, 0, 8, 1, 0, 0, 0, 3, 5, 4))).toBeNull();
    expect(idxArray(idx(80, 75, 3, 4, 0, 0, 0, 0))).toBeNull();
  });
});
