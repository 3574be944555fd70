import { expect, test } from 'vitest';
import { lineOf, PAST } from '../../../src/views/time/line';

const points = (path: string): number[][] =>
  path
    .slice(1)
    .split('L')
    .map((point) => point.split(',').map(Number));

test('a curve of losses falls from top to bottom, and skips unknown values', () => {
  const line = points(lineOf([400, NaN, 100, 90], 24));
  expect(line).toHaveLength(3);
  expect(line[0]).toEqual([0, 0]);
  expect(line[2]).toEqual([PAST, 24]);
  expect(line[1]![0]).toBeCloseTo((2 / 3) * PAST, 0);
  // on a logarithmic scale small differences at the end are visible
  expect(24 - line[1]![1]!).toBeGreaterThan(2);
});

test('it needs two losses, which may be equal or negative', () => {
  expect(lineOf([1], 24)).toBe('');
  expect(lineOf([NaN, 3], 24)).toBe('');
  for (const losses of [
    [5, 5],
    [-10, -20],
    [0, 0],
  ])
    expect(lineOf(losses, 24)).not.toContain('NaN');
});
