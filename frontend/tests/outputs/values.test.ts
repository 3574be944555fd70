import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellsOf, csv } from '../../src/outputs/csv';
import { parseValues, strongest } from '../../src/outputs/values';

const output = parseValues({ names: ['CD3E', 'GNLY', 'a,b'], low: 0, high: 2, label: 'expression' });
const sample = Float32Array.of(0.5, -2, 1);

describe('named values', () => {
  test('are a table, and are read from it in any order', () => {
    const table = output.table(sample);
    expect(table).toEqual([
      ['name', 'expression'],
      ['CD3E', 0.5],
      ['GNLY', -2],
      ['a,b', 1],
    ]);
    expect([...output.read(cellsOf(csv([...table].reverse())))]).toEqual([...sample]);
    expect([...output.read(cellsOf('GNLY,x,CD3E,"a,b"\n-2,9,0.5,1\n'))]).toEqual([...sample]);
    expect([...output.read(cellsOf('0.5,-2,1'))]).toEqual([...sample]);
  });

  test.each([
    ['b,a\n1,2\n', [2, 1]],
    ['b,1\na,2\n', [2, 1]],
    ['1,2\n', [1, 2]],
  ])('are found by name in %j, however it lies', (table, values) => {
    expect([...parseValues({ names: ['a', 'b'], low: 0, high: 2 }).read(cellsOf(table))]).toEqual(values);
  });

  test('may have equal names, or blanks around them', () => {
    const odd = parseValues({ names: ['a', 'name', 'a', ' b'], low: 0, high: 9 });
    const values = Float32Array.of(1, 2, 3, 4);
    expect([...odd.read(cellsOf(csv(odd.table(values))))]).toEqual([...values]);
  });

  test.each([
    ['CD3E,1\nGNLY,2', "it lacks 1 of 3 names, such as 'a,b'"],
    ['CD3E,1\nGNLY,\n"a,b",2', "'GNLY' has ''"],
    ['1,2', 'it lacks 3 of 3 names'],
  ])('are not %j', (text, sentence) => {
    expect(() => output.read(cellsOf(text))).toThrow(sentence);
  });

  test('are described by the strongest', () => {
    expect(output.describe(sample)).toBe('strongest: GNLY -2, a,b 1, CD3E 0.5');
  });

  test('the strongest are those that sorting gives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, min: -9, max: 9 })),
        fc.integer({ min: 1, max: 9 }),
        (all, count) => {
          const found = strongest(Float32Array.from(all), count).map((i) => Math.abs(all[i]!));
          expect(found).toEqual(
            [...all]
              .map(Math.abs)
              .sort((a, b) => b - a)
              .slice(0, count),
          );
        },
      ),
    );
  });

  test.each([
    [{ names: [] }, 'the names'],
    [{ names: [1] }, 'the names'],
    [{ low: 2 }, 'the range'],
    [{ label: [] }, 'the names'],
    [{ names: { length: 9 } }, 'the names'],
  ])('with %j are refused', (part, sentence) => {
    expect(() => parseValues({ names: ['a'], low: 0, high: 1, ...part })).toThrow(sentence);
  });
});
