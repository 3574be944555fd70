import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseColumns } from '../../src/columns/parse';

/** As Python writes it: see tests/columns/table.py. */
const file = (): ArrayBuffer => new Uint8Array(readFileSync(new URL('every-kind.arrow', import.meta.url))).buffer;

test('every kind of column that Python writes is read', () => {
  const columns = parseColumns(file(), 5);
  const read = Object.fromEntries(
    columns.map((column) => [column.name, Array.from({ length: 5 }, (_, i) => column.shown(i))]),
  );
  expect(read).toEqual({
    precise: ['1', '2', '–', '-4', '0.1'],
    '<b>whole</b>': ['1', '2', '3', '4', '5'],
    size: ['s', 'm', '–', 'ü', 's'],
    flag: ['false', 'true', '–', 'true', 'false'],
    day: ['1950-01-01', '2020-02-02', '–', '1970-01-01', '2000-01-01'],
    time: ['1950-01-01 10:00', '2020-02-02 00:00', '–', '1969-12-31 23:59:59', '2000-01-01 00:00'],
    note: ['x', '–', '“”', 'مرحبا', '<script>alert(1)</script>'],
    kind: ['a', 'a', 'b', 'b', '–'],
  });
  expect(columns.map(({ kind }) => kind)).toEqual([
    'number',
    'number',
    'category',
    'category',
    'date',
    'date',
    'text',
    'category',
  ]);
  expect(columns.filter(({ ordered }) => ordered).map(({ name }) => name)).toEqual(['size']);
});

test('another number of items is refused', () => {
  expect(() => parseColumns(file(), 6)).toThrow('The columns have 5 rows, but the atlas 6 items.');
});

/** The file with all of one text replaced by another one, which is as long. */
function changed(from: string, to: string): ArrayBuffer {
  const bytes = new Uint8Array(file());
  const [old, other] = [from, to].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];
  for (let at = 0; at + old.length <= bytes.length; at++)
    if (old.every((byte, i) => bytes[at + i] === byte)) bytes.set(other, at);
  return bytes.buffer;
}

test('names that do not tell columns apart are refused', () => {
  expect(() => parseColumns(changed('flag', 'size'), 5)).toThrow('names that do not tell them apart');
  expect(() => parseColumns(changed('flag', '    '), 5)).toThrow('names that do not tell them apart');
});

test.each([
  ['compressed', 'compressed.arrow', 'The columns are compressed.'],
  ['of another type', 'lists.arrow', "hold 'x', which is of a type that they cannot have"],
  ['of half precision', 'half.arrow', "hold 'x', which is of a type that they cannot have"],
])('columns %s are refused', (_, name, sentence) => {
  const bytes = new Uint8Array(readFileSync(new URL(name, import.meta.url))).buffer;
  expect(() => parseColumns(bytes, 2)).toThrow(sentence);
});

test('damage is refused with a sentence, or harmless', () => {
  const whole = new Uint8Array(file());
  // reproducible numbers
  let seed = 1;
  const random = (most: number): number => {
    seed = (seed * 48271) % 2147483647;
    return seed % most;
  };
  for (let round = 0; round < 2000; round++) {
    const bytes = whole.slice(0, round % 5 ? whole.length : random(whole.length));
    for (let k = 0; k < 3 && bytes.length; k++) bytes[random(bytes.length)] = random(256);
    try {
      for (const column of parseColumns(bytes.buffer, 5)) for (let i = 0; i < 5; i++) column.shown(i);
    } catch (error) {
      expect((error as Error).message).toMatch(/^The columns .*make or download the model folder again\.$/s);
    }
  }
});
