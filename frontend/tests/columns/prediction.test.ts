import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dot, type Vector } from '../../src/math/vector';
import { area, Predictor, rSquared } from '../../src/columns/prediction';
import { category, date, number, text } from './columns';

interface Case {
  x: number[][];
  y: number[];
  group: number[];
  ridge: number[];
  rSquared: number;
  discriminant: number[];
  area: number;
}
/** As scikit-learn computes it: see tests/columns/test_page.py. */
const CASE = JSON.parse(readFileSync(new URL('prediction.json', import.meta.url), 'utf8')) as Case;
const means = Float32Array.from(CASE.x.flat());
const d = CASE.x[0]!.length;
const cosine = (a: Vector, b: readonly number[]): number => dot(a, Float32Array.from(b));

test('a number’s direction and quality are those of scikit-learn’s ridge regression', () => {
  const [found] = new Predictor(means, d).of(number('y', CASE.y));
  expect(cosine(found!.vector, CASE.ridge)).toBeCloseTo(1, 6);
  expect(found!.quality).toBeCloseTo(CASE.rSquared, 6);
  expect(found!.count).toBe(CASE.y.length / 5);
});

test('a category’s direction is that of scikit-learn’s linear discriminant, up to the ridge', () => {
  const [first, second] = new Predictor(means, d).of(category('g', CASE.group, ['no', 'yes']));
  const yes = first!.category === 'yes' ? first! : second!;
  expect(cosine(yes.vector, CASE.discriminant)).toBeCloseTo(1, 4);
  expect(yes.quality).toBeCloseTo(CASE.area, 6);
});

test('items without a value do not count', () => {
  const some = CASE.y.map((one, i) => (i < 40 ? NaN : one));
  const kept = new Predictor(means.slice(40 * d), d).of(number('y', CASE.y.slice(40)))[0]!;
  const found = new Predictor(means, d).of(number('y', some))[0]!;
  expect(found.count).toBe(16);
  expect(cosine(found.vector, [...kept.vector])).toBeCloseTo(1, 6);
});

test.each([
  ['texts', text('t', CASE.y.map(String))],
  [
    'constant numbers',
    number(
      'c',
      CASE.y.map(() => 3),
    ),
  ],
  [
    'one category',
    category(
      'c',
      CASE.y.map(() => 0),
      ['all'],
    ),
  ],
  ['few items', number('f', [...CASE.y.slice(0, 20), ...CASE.y.slice(20).map(() => NaN)])],
])('%s have no direction', (_, column) => {
  expect(new Predictor(means, d).of(column)).toEqual([]);
});

test('equal means have none', () => {
  expect(
    new Predictor(
      means.map(() => 1),
      d,
    ).of(date('y', CASE.y)),
  ).toEqual([]);
});

test('R squared is not negative, and the area of one class is a half', () => {
  expect(rSquared([1, 2, 3], [3, 2, 1])).toBe(0);
  expect(rSquared([1, 1], [1, 1])).toBe(0);
  expect(area([1, 1], [0, 1])).toBe(0.5);
  expect(area([0, 1, 0, 1], [1, 1, 1, 1])).toBe(0.5);
});
