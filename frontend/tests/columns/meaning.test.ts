import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { etaInterval, rhoInterval } from '../../src/columns/intervals';
import { associations, etaSquared, intervalOf, ranksOf, spearman } from '../../src/columns/meaning';
import { category, number, text } from './columns';

interface Case {
  x: number[];
  y: number[];
  group: number[];
  spearman: number;
  etaSquared: number;
}
/** As SciPy computes them: see tests/columns/test_page.py. */
const CASES = JSON.parse(readFileSync(new URL('meaning.json', import.meta.url), 'utf8')) as Case[];

test.each(CASES)('Spearman’s rho and eta squared are SciPy’s (%#)', ({ x, y, group, ...expected }) => {
  expect(spearman(x, y)).toBeCloseTo(expected.spearman, 12);
  expect(etaSquared(x, group)).toBeCloseTo(expected.etaSquared, 12);
});

test('equal values share the mean of their ranks', () => {
  expect([...ranksOf([5, 1, 5, 3])]).toEqual([3.5, 1, 3.5, 2]);
});

test('the strongest comes first, with the items that have a value', () => {
  const n = 40;
  const z = Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 ? Math.sin(i) : i / n));
  const columns = [
    number(
      'noise',
      Array.from({ length: n }, (_, i) => Math.cos(7 * i)),
    ),
    category(
      'half',
      Array.from({ length: n }, (_, i) => +(i >= n / 2)),
      ['low', 'high'],
    ),
    number(
      'twice',
      Array.from({ length: n }, (_, i) => (i < 10 ? NaN : -2 * i)),
    ),
    text('note', Array.from({ length: n }, String)),
    number(
      'constant',
      Array.from({ length: n }, () => 1),
    ),
  ];
  const found = associations(
    z.filter((_, i) => i % 2 === 0),
    columns,
  );
  expect(found.map(({ column }) => column.name)).toEqual(['twice', 'half', 'noise', 'constant']);
  expect(found[0]).toMatchObject({ value: -1, count: 30, strength: 1 });
  expect(found.at(-1)!.value).toBe(0);
});

test('a category with as many values as items says nothing', () => {
  const names = Array.from({ length: 10 }, (_, i) => `${i}`);
  const z = Float32Array.from(names.keys());
  expect(associations(z, [category('id', [...names.keys()], names)])).toEqual([]);
});

test('an association has the interval of its own measure', () => {
  const n = 40;
  const z = Float32Array.from({ length: n }, (_, i) => i);
  const half = category(
    'half',
    Array.from(z, (value) => +(value < 20)),
    ['low', 'high'],
  );
  const twice = number(
    'twice',
    Array.from(z, (value) => (value % 7) * value),
  );
  for (const one of associations(z, [half, twice]))
    expect(intervalOf(one)).toEqual(one.column === half ? etaInterval(one.value, 2, n) : rhoInterval(one.value, n));
});
