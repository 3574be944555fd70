import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { parquetOf } from '../../src/columns/parquet';
import { category, date, number, text } from './columns';

const DAY = 86_400_000;
const columns = [
  number('weight', [1.5, NaN, -3e300]),
  date('born', [-DAY, NaN, 19_782 * DAY]),
  category('site', [1, -1, 0], ['Oslo', 'Lima']),
  category('ill', [0, 1, -1], ['false', 'true']),
  text('note', ['a\nb', null, 'ü']),
];

test('values keep their types, and missing ones are null', async () => {
  expect(await parquetReadObjects({ file: parquetOf(columns, [0, 1, 2]) })).toEqual([
    { weight: 1.5, born: new Date('1969-12-31'), site: 'Lima', ill: false, note: 'a\nb' },
    { weight: null, born: null, site: null, ill: true, note: null },
    { weight: -3e300, born: new Date('2024-02-29'), site: 'Oslo', ill: null, note: 'ü' },
  ]);
});

test('the items are those of the selection, in its order', async () => {
  const rows = await parquetReadObjects({ file: parquetOf(columns, Int32Array.of(2, 0)) });
  expect(rows.map(({ weight }) => weight)).toEqual([-3e300, 1.5]);
});

test('columns of one name are told apart', async () => {
  const same = [number('x', [1]), number('x', [2]), number('x (2)', [3])];
  expect(await parquetReadObjects({ file: parquetOf(same, [0]) })).toEqual([{ x: 1, 'x (2)': 2, 'x (2) (2)': 3 }]);
});

test('a selection may be empty', async () => {
  expect(await parquetReadObjects({ file: parquetOf(columns, []) })).toEqual([]);
});
