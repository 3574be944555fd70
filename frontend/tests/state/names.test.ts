import { describe, expect, test } from 'vitest';
import { isolated, matching, shortened, upright } from '../../src/state/names';

const OVERRIDE = '\u202e';

describe('a name in a sentence', () => {
  test.each(['cat', 'Straße 3', '猫', '😀', 'a'.repeat(200)])('stays as it is: %s', (name) => {
    expect(isolated(name)).toBe(name);
  });

  test.each(['קטן', 'قطة', `evil${OVERRIDE}txt.exe`, 'a\u2069b', '\u{1e900}'])(
    'is isolated if it could turn what follows: %j',
    (name) => {
      expect(isolated(name)).toMatch(/^\u2068[^\u202a-\u202e\u2066-\u2069]+\u2069$/u);
    },
  );

  test('does not turn it, wherever it comes from', () => {
    expect(upright(`${OVERRIDE}file.zip is not a model`)).toBe('file.zip is not a model');
  });
});

describe('a search', () => {
  const items = ['Éclair', 'cat', 'CATFISH', 'dog', 'ｃａｔ'].map((name) => ({ name }));
  const found = (text: string): number[] => matching(items, text).map(({ i }) => i);

  test('ignores case, accents and width', () => {
    expect(found('cat')).toEqual([1, 2, 4]);
    expect(found(' ECLAIR ')).toEqual([0]);
  });

  test('finds all without a text, and none that is not there', () => {
    expect(found('')).toEqual([0, 1, 2, 3, 4]);
    expect(found('cow')).toEqual([]);
  });
});

describe('a text that is too wide', () => {
  const length = (text: string): number => [...text].length;

  test('is cut, with an ellipsis', () => {
    expect(shortened('abcdef', 4, length)).toBe('abc…');
    expect(shortened('abcd', 4, length)).toBe('abcd');
  });

  test('is cut between whole characters', () => {
    expect(shortened('👩‍👩‍👧x', 4, (text) => text.length)).toBe('…');
    expect(shortened('e\u0301e\u0301e\u0301', 4, (text) => text.length)).toBe('e\u0301…');
  });
});
