/**
 * Solves a symmetric block-tridiagonal system by elimination from the first block on. The arguments are overwritten.
 *
 * `diagonal` (m, d, d) has the blocks on the diagonal, `beside` (m - 1, d, d) those to the right of them, and `right`
 * (m, d) the right side. Returns the solution (m, d).
 */
export function solveBlocks(
  diagonal: readonly Float64Array[],
  beside: readonly Float64Array[],
  right: readonly Float64Array[],
): readonly Float64Array[] {
  const m = right.length;
  const d = right[0]!.length;
  const ahead: Float64Array[] = [];
  for (let i = 0; i < m; i++) {
    factorize(diagonal[i]!, d);
    solve(diagonal[i]!, right[i]!, d);
    if (i === m - 1) break;
    const next = (ahead[i] = beside[i]!.slice());
    solve(diagonal[i]!, next, d);
    // the block below is the transposed one beside, since the system is symmetric
    for (let k = 0; k < d; k++) {
      for (let row = 0; row < d; row++) {
        const factor = beside[i]![k * d + row]!;
        for (let column = 0; column < d; column++)
          diagonal[i + 1]![row * d + column]! -= factor * next[k * d + column]!;
        right[i + 1]![row]! -= factor * right[i]![k]!;
      }
    }
  }
  for (let i = m - 2; i >= 0; i--)
    for (let row = 0; row < d; row++)
      for (let k = 0; k < d; k++) right[i]![row]! -= ahead[i]![row * d + k]! * right[i + 1]![k]!;
  return right;
}

/** Overwrites a positive definite matrix (d, d) by its lower triangular factor (Cholesky). */
function factorize(matrix: Float64Array, d: number): void {
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * d + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * d + k]! * matrix[j * d + k]!;
      matrix[i * d + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * d + j]!;
    }
  }
}

/** Overwrites columns (d, c) by the solution of a factorized system for each. */
function solve(lower: Float64Array, columns: Float64Array, d: number): void {
  const c = columns.length / d;
  for (let j = 0; j < c; j++) {
    for (let i = 0; i < d; i++) {
      for (let k = 0; k < i; k++) columns[i * c + j]! -= lower[i * d + k]! * columns[k * c + j]!;
      columns[i * c + j]! /= lower[i * d + i]!;
    }
    for (let i = d - 1; i >= 0; i--) {
      for (let k = i + 1; k < d; k++) columns[i * c + j]! -= lower[k * d + i]! * columns[k * c + j]!;
      columns[i * c + j]! /= lower[i * d + i]!;
    }
  }
}
