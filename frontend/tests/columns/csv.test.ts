import { expect, test } from 'vitest';
import { csvOf } from '../../src/columns/csv';
import { category, date, number, text } from './columns';

test('a selection is saved with full numbers, and quotes where they are needed', () => {
  const columns = [
    number('x, y', [0.1 + 0.2, NaN]),
    category('size', [0, -1], ['"s"']),
    date('day', [0, -86_400_000]),
    text('note', ['two\nlines', ' x']),
  ];
  expect(csvOf(columns, [1, 0])).toBe(
    '"x, y",size,day,note\r\n,,1969-12-31," x"\r\n0.30000000000000004,"""s""",1970-01-01,"two\nlines"\r\n',
  );
});
