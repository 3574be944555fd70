import { describe, expect, test } from 'vitest';
import { cellsOf, csv } from '../../src/outputs/csv';
import { parseCurve, resampled } from '../../src/outputs/curve';

const plain = { length: 4, channels: [''], low: -1, high: 1 };
const text = (rows: (string | number)[][]): string[][] => cellsOf(csv(rows));

describe('a curve with standard deviations', () => {
  const curve = parseCurve({ ...plain, length: 2, channels: ['a'], spread: true });
  const sample = Float32Array.of(0, 1, 0.25, 0.5);

  test('has them after its lines, in tables too', () => {
    expect(curve.size).toBe(4);
    expect(curve.table(sample)[0]).toEqual(['x', 'a', '± a']);
    const cells = curve.table(sample).map((row) => row.map(String));
    expect([...curve.read(cells)]).toEqual([...sample]);
  });

  test('can be read without them', () => {
    expect([...curve.read([['0'], ['1']])]).toEqual([0, 1, 0, 0]);
  });

  test('is compared by its lines', () => {
    expect(curve.distance(sample, Float32Array.of(0, 1, 9, 9))).toBe(0);
    expect([...curve.inRangeUnits(sample)]).toEqual([0, 1, 0, 0]);
  });

  test('says whether it has them', () => {
    expect(() => parseCurve({ ...plain, spread: 1 })).toThrow('neither true nor false of the spread');
  });
});

describe('the curves of a manifest', () => {
  test('have the positions 0, 1, 2, ... by default, or seconds', () => {
    expect([...parseCurve(plain).curve.x]).toEqual([0, 1, 2, 3]);
    const sound = parseCurve({ ...plain, rate: 8000 }).curve;
    expect([...sound.x]).toEqual([0, 1, 2, 3].map((i) => i / 8000));
    expect(sound.xLabel).toBe('seconds');
  });

  test.each([
    [{ length: 0 }, 'the length'],
    [{ channels: 'a' }, 'the names'],
    [{ low: 1 }, 'the value range'],
    [{ low: NaN }, 'the value range'],
    [{ length: 2 ** 24, channels: ['a', 'b'] }, 'no page can show'],
    [{ rate: 0 }, 'a sampling rate'],
    [{ rate: 'fast' }, 'a sampling rate'],
    [{ x: [0, 1, 1, 2] }, 'ascending'],
    [{ x: [0, 1, 2] }, 'ascending'],
    [{ x_label: 3 }, 'an axis whose label'],
  ])('with %j are refused', (part, sentence) => {
    expect(() => parseCurve({ ...plain, ...part })).toThrow(sentence);
  });
});

describe('a curve', () => {
  const two = parseCurve({ ...plain, length: 3, channels: ['a', 'b'], x: [0, 10, 30], x_label: 't (s)' });
  const sample = Float32Array.of(1, 2, 3, 4, 5, 6);

  test('is a table with a column for each line, and is read back from it', () => {
    const table = two.table(sample);
    expect(table).toEqual([
      ['t (s)', 'a', 'b'],
      [0, 1, 4],
      [10, 2, 5],
      [30, 3, 6],
    ]);
    expect([...two.read(text(table))]).toEqual([...sample]);
    expect([...two.read(text(table.map((row) => row.slice(1))))]).toEqual([...sample]);
  });

  test('is resampled where a table has other positions', () => {
    expect([
      ...two.read(
        text([
          [0, 0, 0],
          [20, 20, 40],
          [30, 10, 60],
        ]),
      ),
    ]).toEqual([0, 10, 10, 0, 20, 60]);
    expect([...resampled([5, 6], [1, 3], Float64Array.of(0, 5.5, 9))]).toEqual([1, 2, 3]);
  });

  test('may be a row', () => {
    expect([...parseCurve(plain).read([['1', '2', '3', '4']])]).toEqual([1, 2, 3, 4]);
  });

  test.each([
    [[['1', '2', '3', '4', '5']], 'it has 1 rows of 5'],
    [[['1'], ['2', '3']], 'different lengths'],
    [
      [
        ['1', '2'],
        ['0', '3'],
      ],
      'does not ascend',
    ],
  ])('is not the table %j', (cells, sentence) => {
    expect(() => parseCurve(plain).read(cells)).toThrow(sentence);
  });

  test.each([
    [{ rate: 44100, length: 10 ** 6 }],
    [{ length: 5, x: [0, 1, 2, 3, 4].map((i) => 1.7e9 + i / 1000) }],
    [{ length: 3, x: [1e6, 1e6 + 0.25, 1e6 + 0.5] }],
  ])('with %j is the same after its table was saved and dropped', (part) => {
    const curve = parseCurve({ ...plain, ...part });
    const values = Float32Array.from({ length: curve.size }, (_, i) => (i % 2 ? -1 : 1));
    const back = curve.read(text(curve.table(values)));
    expect(back.every((value, i) => Math.abs(value - values[i]!) < 0.01)).toBe(true);
  });

  test('has positions that can be told apart', () => {
    const at = (part: object, i: number): string => parseCurve({ ...plain, ...part }).positionOf(i);
    expect(at({ x: [1233, 1234, 1235, 1236] }, 1)).toBe('1234');
    expect(at({ x: [0, 0.5, 1000.2, 1000.7] }, 2)).toBe('1000.2');
    expect(at({ rate: 3 }, 1)).toBe('0.333');
    expect(at({}, 0)).toBe('0');
    expect(at({ length: 1, x: [7.5] }, 0)).toBe('7.5');
  });

  test('is described by its ends', () => {
    expect(two.describe(sample)).toBe('a lowest 1 at 0, highest 3 at 30; b lowest 4 at 0, highest 6 at 30');
  });
});
