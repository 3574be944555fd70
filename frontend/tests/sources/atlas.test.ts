import { describe, expect, test } from 'vitest';
import { givenOf, nameOf, parseAtlas } from '../../src/sources/atlas';
import { conditions, given } from '../conditions/conditions';
import { safetensors as file, type Arrays } from '../safetensors';

const good: Arrays = {
  split: { shape: [2], data: Uint8Array.of(0, 1) },
  mean: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  logvar: { shape: [2, 3], data: new Float32Array(6) },
  label: { shape: [2], data: Int32Array.of(7, -1) },
  error: { shape: [2], data: Float32Array.of(0.5, 1) },
};

describe('an atlas', () => {
  test('is read, whatever the alignment of its arrays', () => {
    expect(parseAtlas(file(good), 3)).toEqual({
      n: 2,
      mean: good.mean!.data,
      logvar: good.logvar!.data,
      label: good.label!.data,
      split: good.split!.data,
      error: good.error!.data,
      layout: null,
    });
  });

  test('may have a layout of its own', () => {
    const layout = Float32Array.of(1, 2, 3, 4);
    expect(parseAtlas(file({ ...good, layout: { shape: [2, 2], data: layout } }), 3).layout).toEqual(layout);
    for (const far of [NaN, 2e30]) {
      const data = Float32Array.of(1, 2, far, 4);
      expect(() => parseAtlas(file({ ...good, layout: { shape: [2, 2], data } }), 3)).toThrow(/NaN|beyond 1e30/);
    }
  });

  test('may know what its items were given, with the defaults for what is unknown', () => {
    const values = { shape: [2, 2], data: Float32Array.of(2, NaN, NaN, 1.5) };
    const atlas = parseAtlas(file({ ...good, conditions: values }), 3, conditions);
    expect([0, 1].map((i) => givenOf(atlas, i, conditions))).toEqual([given(0, 0, 1, 0.5), given(0, 1, 0, 1.5)]);
    expect(givenOf(parseAtlas(file(good), 3, conditions), 0, conditions)).toBeNull();
  });

  test.each([
    [3, 0],
    [0.5, 0],
    [-1, 0],
    [0, Infinity],
  ])('is refused if an item was given what the model does not have: %d, %d', (index, number) => {
    const values = { shape: [2, 2], data: Float32Array.of(0, 0, index, number) };
    expect(() => parseAtlas(file({ ...good, conditions: values }), 3, conditions)).toThrow(
      'holds a condition that the model does not have',
    );
  });

  test('names its images by their places in the data, or by their files', () => {
    const placed = { ...good, row: { shape: [2], data: Int32Array.of(0, 1233) } };
    const text = new TextEncoder().encode('a/1.png\nb/2.png\n');
    const filed = { ...placed, file: { shape: [text.length], data: text } };
    expect(nameOf(parseAtlas(file(good), 3), 1)).toBe('no. 2');
    expect(nameOf(parseAtlas(file(placed), 3), 1)).toBe('no. 1,234');
    expect(nameOf(parseAtlas(file(filed), 3), 1)).toBe('b/2.png');
  });

  test.each([
    ['nothing', new ArrayBuffer(0), 'is not a safetensors file'],
    ['a header longer than the file', file(good).slice(0, 40), 'is not a safetensors file'],
    ['a file that is cut short', file(good).slice(0, -4), 'is not a safetensors file'],
    ['a missing array', file({ mean: good.mean! }), "lacks the array 'logvar'"],
    [
      'another dimension',
      file({ ...good, logvar: { shape: [2, 2], data: new Float32Array(4) } }),
      "'logvar' of another type or shape",
    ],
    [
      'another type',
      file({ ...good, label: { shape: [2], data: Float32Array.of(1, 2) } }),
      "'label' of another type or shape",
    ],
    [
      'another number of files',
      file({ ...good, file: { shape: [4], data: Uint8Array.of(97, 10, 98, 99) } }),
      'has other files',
    ],
    ['NaN', file({ ...good, error: { shape: [2], data: Float32Array.of(NaN, 1) } }), 'holds NaN'],
  ])('that is %s is refused in a sentence', (_, bytes, sentence) => {
    expect(() => parseAtlas(bytes, 3)).toThrow(sentence);
  });
});
