import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellsOf, csv, numbersOf } from '../../src/outputs/csv';

describe('a table', () => {
  test('is written by RFC 4180, with as few digits as give the same number', () => {
    expect(
      csv([
        ['a "b", c', 'd'],
        [0.1 + 0.2, Math.fround(1 / 3)],
        [Math.fround(0.1), 16777215],
      ]),
    ).toBe('"a ""b"", c",d\r\n0.3,0.33333334\r\n0.1,16777215\r\n');
  });

  test('is the same after it was written and read', () => {
    const name = fc.constantFrom('x', '"', 'a,b', ' two\nlines ');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string({ maxLength: 8 })), { minLength: 1 }), (rows) => {
        expect(cellsOf(csv(rows))).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });

  test('has the same numbers after it was written and read', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (column) => {
        const rows = cellsOf(csv(column.map((value) => [value, value])));
        expect(numbersOf(rows).map(([value]) => Math.fround(value!) + 0)).toEqual(column.map((value) => value + 0));
      }),
    );
  });

  test('keeps blanks at the ends of its texts', () => {
    const rows = [
      [' a', 'b '],
      ['\tc', 'd e'],
    ];
    expect(cellsOf(csv(rows))).toEqual(rows);
  });

  test.each([['\n'], ['\r\n'], ['\r']])('has lines that end with %j', (end) => {
    const rows = [
      ['1', '2'],
      ['3', '4'],
    ];
    expect(cellsOf(rows.map((row) => row.join(',')).join(end))).toEqual(rows);
    expect(cellsOf(`1${end}2${end}`)).toEqual([['1'], ['2']]);
  });

  test('with a number beyond single precision is refused', () => {
    expect(() => numbersOf([['t'], ['1'], ['1e39']])).toThrow("row 3 has '1e39'");
  });

  test.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      '1\t2\r\n3\t4',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      '1;2\n\n3;4\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      '1  2\n3 4',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['5\n6', [['5'], ['6']]],
  ])('may be separated as in %j', (text, cells) => {
    expect(cellsOf(text)).toEqual(cells);
  });

  test.each([
    [
      [
        ['t', 'v'],
        ['0', '1.5'],
      ],
      [[0, 1.5]],
    ],
    [
      [
        ['0', '1'],
        ['2', '3'],
      ],
      [
        [0, 1],
        [2, 3],
      ],
    ],
    [
      [
        ['name', 'x'],
        ['knee', '1'],
      ],
      [[1]],
    ],
    [
      [
        ['knee', '1', '2'],
        ['foot', '3', '4'],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])('%j has the numbers %j', (cells, numbers) => {
    expect(numbersOf(cells)).toEqual(numbers);
  });

  test('with text among its numbers is refused', () => {
    expect(() =>
      numbersOf([
        ['1', '2'],
        ['3', 'none'],
      ]),
    ).toThrow("row 2 has 'none' where a number is expected");
  });
});
