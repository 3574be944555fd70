import { describe, expect, test } from 'vitest';
import { css, paletteOf } from '../../src/outputs/palette';

const first = (low: number, high: number): string => css(paletteOf(low, high).words[0]!);

describe('a palette', () => {
  test('is viridis where all values have one sign', () => {
    const { low, high, words } = paletteOf(2, 9);
    expect([low, high]).toEqual([2, 9]);
    expect([words[0]!, words.at(-1)!].map(css)).toEqual(['rgb(68 1 84)', 'rgb(253 231 37)']);
    expect(first(-3, 0)).toBe('rgb(68 1 84)');
  });

  test('diverges from 0, from which both ends are equally far', () => {
    const { low, high, words } = paletteOf(-1, 4);
    expect([low, high]).toEqual([-4, 4]);
    expect([words[0]!, words.at(-1)!].map(css)).toEqual(['rgb(193 237 255)', 'rgb(246 227 188)']);
    const middle = words[127]!;
    expect(Math.max(...[0, 8, 16].map((at) => (middle >> at) & 255))).toBeLessThan(40);
  });

  test('does not diverge where hardly any values have the other sign', () => {
    expect(first(-0.1, 4)).toBe('rgb(68 1 84)');
  });

  test('of both kinds becomes ever lighter away from its dark end', () => {
    const luma = (word: number): number =>
      0.2126 * (word & 255) + 0.7152 * ((word >> 8) & 255) + 0.0722 * ((word >> 16) & 255);
    const rising = (words: Uint32Array): boolean =>
      words.every((word, i) => !i || luma(word) >= luma(words[i - 1]!) - 1);
    expect(rising(paletteOf(0, 1).words)).toBe(true);
    const { words } = paletteOf(-1, 1);
    expect(rising(words.slice(128))).toBe(true);
    expect(rising(words.slice(0, 128).reverse())).toBe(true);
  });
});
