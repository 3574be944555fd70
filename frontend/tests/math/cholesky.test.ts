import { expect, test } from 'vitest';
import { solved } from '../../src/math/cholesky';

test('the solution fulfils the system', () => {
  const matrix = [
    [4, 2, -1],
    [2, 5, 0.5],
    [-1, 0.5, 3],
  ];
  const right = [1, -2, 0.3];
  const x = solved(matrix, right);
  matrix.forEach((row, i) => expect(row.reduce((sum, value, j) => sum + value * x[j]!, 0)).toBeCloseTo(right[i]!, 12));
});

test('where a direction is free, the solution is finite', () => {
  const [first, second] = solved(
    [
      [2, 0],
      [0, 0],
    ],
    [4, 0],
  );
  expect(first).toBeCloseTo(2, 12);
  expect(second).toBe(0);
});
