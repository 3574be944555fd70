import { describe, expect, test } from 'vitest';
import { Cache, keyOf } from '../../src/schedule/cache';

describe('the key of a point', () => {
  test('is shared by points that differ by the rounding of a move', () => {
    expect(keyOf(Float32Array.of(0.5, -1e-8))).toBe(keyOf(Float32Array.of(0.5 + 1e-7, 0)));
  });

  test.each([
    [
      [0, 1],
      [1, 0],
    ],
    [[1e-3], [2e-3]],
    [[1], [-1]],
    [[1000], [1000.001]],
  ])('differs between %j and %j', (a, b) => {
    expect(keyOf(Float32Array.from(a))).not.toBe(keyOf(Float32Array.from(b)));
  });

  test.each([[2048], [-1e6], [NaN], [Infinity]])('does not exist at %d', (value) => {
    expect(keyOf(Float32Array.of(0, value))).toBe('');
  });

  test('is short where most numbers are 0, and differs by their places', () => {
    const hot = (i: number): Float32Array => new Float32Array(10_000).with(i, 1);
    const keys = [hot(3), hot(4), hot(3).with(5, 0.5)].map(keyOf);
    expect(new Set(keys).size).toBe(3);
    expect(keyOf(hot(3))).toBe(keys[0]);
    expect(Math.max(...keys.map(({ length }) => length))).toBeLessThan(20);
  });

  test('does not exist in very many dimensions', () => {
    expect(keyOf(new Float32Array(2 ** 18))).toBe('');
  });
});

describe('a cache', () => {
  const mebibytes = (n: number): Uint8Array<ArrayBuffer> => new Uint8Array(n * 2 ** 20);

  test('drops what was not used for longest once it is full', () => {
    const cache = new Cache<Uint8Array<ArrayBuffer>>();
    for (const key of 'abc') cache.put(key, mebibytes(20));
    expect(cache.get('a')).toHaveLength(20 * 2 ** 20);
    cache.put('d', mebibytes(20));
    expect([...'abcd'].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true, true]);
  });

  test('keeps nothing without a key, and nothing once it is cleared', () => {
    const cache = new Cache<Uint8Array<ArrayBuffer>>();
    cache.put('', mebibytes(1));
    cache.put('a', mebibytes(1));
    expect(cache.get('')).toBeUndefined();
    cache.clear();
    expect(cache.get('a')).toBeUndefined();
  });
});
