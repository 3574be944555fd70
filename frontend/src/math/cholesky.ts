/**
 * Solves a symmetric positive semidefinite system by Cholesky decomposition. Where it is singular, the solution is any
 * finite one.
 */
export function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const n = right.length;
  const lower = matrix.map((row) => [...row]);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) for (let i = j; i < n; i++) lower[i]![j]! -= lower[i]![k]! * lower[j]![k]!;
    const root = Math.sqrt(Math.max(lower[j]![j]!, 1e-12));
    lower[j]![j] = root;
    for (let i = j + 1; i < n; i++) lower[i]![j]! /= root;
  }
  const solution = [...right];
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) solution[i]! -= lower[i]![k]! * solution[k]!;
    solution[i]! /= lower[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) solution[i]! -= lower[k]![i]! * solution[k]!;
    solution[i]! /= lower[i]![i]!;
  }
  return solution;
}
