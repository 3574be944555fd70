import { expect, test } from 'vitest';
import { solveBlocks } from '../../../src/math/geometry/tridiagonal';

test('a block-tridiagonal system is solved', () => {
  const diagonal = [
    [4, 1, 1, 3],
    [5, 0, 0, 6],
    [7, 2, 2, 4],
  ].map((block) => Float64Array.from(block));
  const beside = [
    [1, 0.5, -1, 0],
    [0, 1, 0.25, -0.5],
  ].map((block) => Float64Array.from(block));
  const solution = [
    [1, -2],
    [0.5, 3],
    [-1, 4],
  ];
  const times = (block: Float64Array, [x, y]: number[], turned = false): number[] =>
    turned
      ? [block[0]! * x! + block[2]! * y!, block[1]! * x! + block[3]! * y!]
      : [block[0]! * x! + block[1]! * y!, block[2]! * x! + block[3]! * y!];
  const right = solution.map((own, i) => {
    const parts = [times(diagonal[i]!, own)];
    if (i < 2) parts.push(times(beside[i]!, solution[i + 1]!));
    if (i > 0) parts.push(times(beside[i - 1]!, solution[i - 1]!, true));
    return Float64Array.from([0, 1], (k) => parts.reduce((sum, part) => sum + part[k]!, 0));
  });
  const found = solveBlocks(diagonal, beside, right);
  solution.flat().forEach((value, i) => expect(found[i >> 1]![i % 2]).toBeCloseTo(value, 12));
});
