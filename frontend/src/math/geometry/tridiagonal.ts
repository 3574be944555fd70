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
): Float64Array[] {
  const m = right.length;
  const d = right[0]!.length;
  const ahead: Float64Array[] = [];
  for (let i = 0; i < m; i++) {
    const last = i === m - 1;
    const both = solve(diagonal[i]!, last ? right[i]! : joined(beside[i]!, right[i]!), d);
    if (last) {
      right[i]!.set(both);
      break;
    }
    const columns = d + 1;
    const next = (ahead[i] = new Float64Array(d * d));
    for (let row = 0; row < d; row++) {
      next.set(both.subarray(row * columns, row * columns + d), row * d);
      right[i]![row] = both[row * columns + d]!;
    }
    // beside' = its transpose, since the system is symmetric
    for (let k = 0; k < d; k++) {
      for (let row = 0; row < d; row++) {
        const factor = beside[i]![k * d + row]!;
        if (!factor) continue;
        for (let column = 0; column < d; column++)
          diagonal[i + 1]![row * d + column]! -= factor * next[k * d + column]!;
        right[i + 1]![row]! -= factor * right[i]![k]!;
      }
    }
  }
  for (let i = m - 2; i >= 0; i--)
    for (let row = 0; row < d; row++)
      for (let k = 0; k < d; k++) right[i]![row]! -= ahead[i]![row * d + k]! * right[i + 1]![k]!;
  return right as Float64Array[];
}

/** The columns (d, d + 1) of a block and a vector. */
function joined(block: Float64Array, vector: Float64Array): Float64Array {
  const d = vector.length;
  const both = new Float64Array(d * (d + 1));
  for (let row = 0; row < d; row++) {
    both.set(block.subarray(row * d, (row + 1) * d), row * (d + 1));
    both[row * (d + 1) + d] = vector[row]!;
  }
  return both;
}

/** Solves a positive definite system (d, d) for some columns, (d, c), by Cholesky's decomposition. */
function solve(matrix: Float64Array, columns: Float64Array, d: number): Float64Array {
  const c = columns.length / d;
  const lower = matrix;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * d + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * d + k]! * lower[j * d + k]!;
      lower[i * d + j] = i === j ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : sum / lower[j * d + j]!;
    }
  }
  const found = columns.slice();
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < i; k++) for (let j = 0; j < c; j++) found[i * c + j]! -= lower[i * d + k]! * found[k * c + j]!;
    for (let j = 0; j < c; j++) found[i * c + j]! /= lower[i * d + i]!;
  }
  for (let i = d - 1; i >= 0; i--) {
    for (let k = i + 1; k < d; k++)
      for (let j = 0; j < c; j++) found[i * c + j]! -= lower[k * d + i]! * found[k * c + j]!;
    for (let j = 0; j < c; j++) found[i * c + j]! /= lower[i * d + i]!;
  }
  return found;
}
