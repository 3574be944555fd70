import { describe, expect, test } from 'vitest';
import { writeZip } from '../../../src/sources/zipWriter';
import { read } from '../../../src/training/reading/read';
import type { Reading } from '../../../src/training/reading/reading';
import type { As, Named } from '../../../src/training/reading/sources';
import { npy } from './files';

const reading = (files: Named[], as: As | null = null): Promise<Reading> => read(files, null, () => undefined, as);
const array = (shape: number[], value: (i: number) => number): Named[] => {
  const count = shape.reduce((product, side) => product * side, 1);
  return [
    {
      path: 'a.npy',
      file: new Blob([
        npy(
          '<f4',
          shape,
          Float32Array.from({ length: count }, (_, i) => value(i)),
        ),
      ]),
    },
  ];
};
const table = (rows: readonly (readonly (string | number)[])[], path = 'a.csv'): Named[] => [
  { path, file: new Blob([rows.map((row) => `${row.join(',')}\n`).join('')]) },
];
const WAVES = Array.from({ length: 24 }, (_, row) =>
  Array.from({ length: 9 }, (_, i) => Number(Math.sin(row + i).toFixed(3))),
);

describe('arrays', () => {
  test('(n, t) are curves, which is stated', async () => {
    const { items, remarks, instead } = await reading(array([24, 50], (i) => i % 7));
    expect(items).toMatchObject({ name: 'a', shape: [1, 50, 1], classes: [] });
    expect([...items.values]).toEqual(Array.from({ length: 1200 }, (_, i) => i % 7));
    expect([remarks, instead]).toEqual([['The shape (24, 50) is read as a curve in each row.'], undefined]);
  });

  test('(n, lines, t) of long lines are curves, with the lines last in memory', async () => {
    const { items, remarks, instead } = await reading(array([24, 2, 40], (i) => i % 77));
    expect(items.shape).toEqual([1, 40, 2]);
    expect([...items.values.subarray(0, 4)]).toEqual([0, 40, 1, 41]);
    expect([remarks, instead]).toEqual([['The shape (24, 2, 40) is read as curves of 2 lines.'], 'pictures']);
  });

  test('that may be pictures are read as curves if that is wanted', async () => {
    const { items, instead } = await reading(
      array([24, 8, 12], (i) => i % 77),
      'curves',
    );
    expect([items.shape, instead]).toEqual([[1, 12, 8], 'pictures']);
  });

  test('alone in an npz, under any name, have the labels beside them', async () => {
    const curves = npy(
      '<f8',
      [24, 8],
      Float64Array.from({ length: 192 }, (_, i) => i % 5),
    );
    const alone = await reading([{ path: 'b.npz', file: writeZip({ 'beats.npy': new Uint8Array(curves) }) }]);
    expect(alone.items.shape).toEqual([1, 8, 1]);
    const labels = npy(
      '<i4',
      [24],
      Int32Array.from({ length: 24 }, (_, i) => 4 + (i % 2)),
    );
    const files = { 'x.npy': new Uint8Array(curves), 'y.npy': new Uint8Array(labels) };
    const { items } = await reading([{ path: 'b.npz', file: writeZip(files) }]);
    expect([items.classes, [...items.labels.subarray(0, 3)]]).toEqual([
      ['4', '5'],
      [0, 1, 0],
    ]);
  });
});

describe('a CSV', () => {
  test('has a curve in each row', async () => {
    const { items, remarks } = await reading(table(WAVES));
    expect(items).toMatchObject({ name: 'a', shape: [1, 9, 1], classes: [], x: null });
    expect(items.values[9]).toBeCloseTo(WAVES[1]![0]!, 6);
    expect(remarks).toEqual(['Each row of a.csv is a curve.']);
  });

  test('may have a header, whose numbers are positions, and a column of classes', async () => {
    const header = ['class', ...WAVES[0]!.map((_, i) => i / 2)];
    const { items } = await reading(table([header, ...WAVES.map((row, i) => [i % 2 ? 'up' : 'down', ...row])]));
    expect(items).toMatchObject({ classes: ['down', 'up'], x: WAVES[0]!.map((_, i) => i / 2) });
    expect([...items.labels.subarray(0, 3)]).toEqual([0, 1, 0]);
    expect(items.labels).toHaveLength(24);
  });

  test('without a header has its only column of text as classes', async () => {
    const { items } = await reading(table(WAVES.map((row, i) => [...row, i % 2 ? 'up' : 'down'])));
    expect([items.shape, items.classes]).toEqual([
      [1, 9, 1],
      ['down', 'up'],
    ]);
  });

  test('may lack some classes', async () => {
    const { items } = await reading(
      table([['label', ...WAVES[0]!.keys()], ...WAVES.map((row, i) => [i % 2 ? 'up' : 'NA', ...row])]),
    );
    expect([items.classes, [...items.labels.subarray(0, 4)]]).toEqual([['up'], [-1, 0, -1, 0]]);
  });

  test('with measurements in the column of classes has no classes, which is stated', async () => {
    const { items, remarks } = await reading(
      table([['target', ...WAVES[0]!.keys()], ...WAVES.map((row, i) => [i / 4, ...row])]),
    );
    expect([items.shape, items.classes]).toEqual([[1, 9, 1], []]);
    expect(remarks).toContain(
      'The column of classes has numbers that are not whole, which are no classes: it is left out.',
    );
  });

  test('whose first row alone ascends has positions there', async () => {
    const { items, remarks } = await reading(table([WAVES[0]!.map((_, i) => i * i), ...WAVES]));
    expect(items.x).toEqual(WAVES[0]!.map((_, i) => i * i));
    expect(items.labels).toHaveLength(24);
    expect(remarks).toContain('Its first row has the positions of the values.');
  });

  test('with the numbers of its rows, as pandas writes them, has them left out', async () => {
    const header = ['', ...WAVES[0]!.map((_, i) => `t${i}`)];
    const { items } = await reading(table([header, ...WAVES.map((row, i) => [i, ...row])]));
    expect([items.shape, items.x]).toEqual([[1, 9, 1], null]);
  });

  test('with names of its columns has them left out, which is stated', async () => {
    const { remarks } = await reading(table([WAVES[0]!.map((_, i) => `gene ${i}`), ...WAVES]));
    expect(remarks.join()).toContain('The names of its columns are left out: `latentwalk train --output values`');
  });

  test('has rows with missing values left out and named, as the file counts them', async () => {
    const holed = WAVES.map((row, i) =>
      i === 3 || i === 20 ? ['nan', ...row.slice(1)] : i === 5 ? ['', ...row.slice(1)] : row,
    );
    const { items, remarks } = await reading(table([WAVES[0]!.map((_, i) => `t${i}`), ...holed]));
    expect(items.labels).toHaveLength(21);
    expect(remarks).toContain('3 curves left out with missing, infinite or huge values: row 5, row 7, row 22.');
  });

  test('for each curve, in folders of classes, is read as well', async () => {
    const files = WAVES.flatMap((row, i) =>
      table(
        row.map((value, at) => [at / 10, value, -value]),
        `beats/${i % 2 ? 'up' : 'down'}/${i}.csv`,
      ),
    );
    const broken = table([['words']], 'beats/up/x.csv');
    const { items, remarks } = await reading([...files, ...broken]);
    expect(items).toMatchObject({ name: 'beats', shape: [1, 9, 2], classes: ['down', 'up'] });
    expect(items.x).toEqual(WAVES[0]!.map((_, i) => i / 10));
    expect(remarks).toContain('1 of the files left out that are no table of numbers, the first: beats/up/x.csv.');
  });
});

test('files of curves at other positions are read at those of the first, which is stated', async () => {
  const files = WAVES.flatMap((row, i) =>
    table(
      row.map((value, at) => [i === 20 ? at / 7 : at / 10, value]),
      `${i}.csv`,
    ),
  );
  const { remarks } = await reading(files);
  expect(remarks).toContain('Other files have other positions, which are ignored.');
});

describe('what cannot be learned from is refused', () => {
  test.each<[string, Named[], string]>([
    ['three curves', table(WAVES.slice(0, 3)), 'At least 20 curves are needed to learn from, got 3: choose'],
    ['a few without holes', array([24, 9], (i) => (i < 90 ? NaN : i)), 'got 14 after 10 curves with missing'],
    ['another length', table([...WAVES, [1, 2]]), 'Row 25 of a.csv has 2 cells, the first has 9: give all curves'],
    ['a column', table(WAVES.map(([first]) => [first!])), 'The curves have 1 value, expected 4 to 4,096'],
    ['a table of text', table(WAVES.map(() => ['a', 'b', 'c'])), 'a.csv has no numbers: a curve is a row of numbers'],
    [
      'a word',
      table(WAVES.map((row, i) => (i === 7 ? ['?!', ...row.slice(1)] : row))),
      "Row 8 of a.csv has '?!' where",
    ],
    ['nothing', table([]), 'a.csv has no numbers'],
    ['a constant', array([24, 9], () => 2), 'Every curve is 2 everywhere, so there is nothing to learn.'],
    ['a constant line', array([24, 2, 9], (i) => (i % 18 < 9 ? i : 0)), 'Line 2 is 0 everywhere'],
    ['equal curves', array([24, 9], (i) => i % 9), 'All 24 curves are the same'],
  ])('%s', async (_, files, message) => {
    await expect(reading(files)).rejects.toThrow(message);
  });

  test.each([
    ['empty files', []],
    ['files with rows of different lengths', [[1], [1, 2]]],
  ])('%s', async (_, rows) => {
    const files = [...table(rows, 'a.csv'), ...table(rows, 'b.csv')];
    await expect(reading(files)).rejects.toThrow(
      'None of the 2 CSV files is a table of numbers: give each file a curve',
    );
  });

  test('files of different lengths', async () => {
    const files = [...table(WAVES, 'a.csv'), ...table(WAVES.slice(1), 'b.csv')];
    await expect(reading(files)).rejects.toThrow('b.csv has 9 x 23 values, a.csv 9 x 24: give all curves the same');
  });
});
