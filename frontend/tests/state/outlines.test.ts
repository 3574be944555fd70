import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { Outlines } from '../../src/state/outlines';

let entries: Map<string, string>;
let room: number;
const storage = () => ({
  getItem: (key: string) => entries.get(key) ?? null,
  setItem: (key: string, value: string) => {
    if (value.length > room) throw new Error('no room');
    entries.set(key, value);
  },
});
beforeEach(() => {
  entries = new Map();
  room = Infinity;
});
/** The outlines of another page in the same browser. */
const reopened = (): Outlines => new Outlines(storage);

test('another page of the browser finds the same items', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(99)), (some) => {
      const items = some.sort((a, b) => a - b);
      expect(reopened().find(new Outlines(storage).keep(items, 100))).toEqual(items);
    }),
  );
});

test('the same items have one name and are stored once', () => {
  const outlines = new Outlines(storage);
  expect(outlines.keep([1, 5], 9)).toBe(outlines.keep([1, 5], 9));
  expect(JSON.parse([...entries.values()][0]!)).toHaveLength(1);
});

test('where the room ends, the oldest outline is given up', () => {
  const outlines = new Outlines(storage);
  const [first, second] = [outlines.keep([1], 12e6), outlines.keep([2], 12e6)];
  expect(reopened().find(first)).toBeNull();
  expect(reopened().find(second)).toEqual([2]);
});

test('a browser without room refuses', () => {
  room = 10;
  expect(() => new Outlines(storage).keep([1], 1000)).toThrow('no room');
});

test.each(['', '{}', '[["0123456789abcdef"]]', '[["0123456789abcdef", "AAAA"]]', '[["0123456789abcdef", "?"]]'])(
  'what is stored as %j holds no outline',
  (text) => {
    entries.set('latentwalk-outlines', text);
    expect(reopened().find('0123456789abcdef')).toBeNull();
  },
);
