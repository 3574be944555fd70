import { solved } from './cholesky';

/** Gradients that count as zero. */
const TOLERANCE = 1e-12;

/**
 * The point (d,) nearest to `start` at which slopes[i] · (x - at) + gaps[i] >= 0 for each i, or null if these
 * inequalities contradict each other: a least-squares problem with non-negative unknowns (least distance programming,
 * Lawson and Hanson 1974, chapter 23).
 */
export function nearestSatisfying(
  start: ArrayLike<number>,
  at: ArrayLike<number>,
  slopes: readonly ArrayLike<number>[],
  gaps: readonly number[],
): number[] | null {
  const d = start.length;
  const columns = slopes.map((slope, i) => {
    let needed = -gaps[i]!;
    for (let j = 0; j < d; j++) needed -= slope[j]! * (start[j]! - at[j]!);
    return [...Array.from(slope), needed];
  });
  const target = Array.from({ length: d + 1 }, (_, j) => +(j === d));
  const left = residual(columns, target, nonNegative(columns, target));
  if (!(left[d]! > TOLERANCE)) return null;
  return Array.from({ length: d }, (_, j) => start[j]! - left[j]! / left[d]!);
}

/** The weights >= 0 of columns whose sum is nearest to a target (Lawson and Hanson's NNLS). */
function nonNegative(columns: readonly number[][], target: readonly number[]): number[] {
  const found = columns.map(() => 0);
  let free: number[] = [];
  for (let round = 0; round < 3 * columns.length; round++) {
    const left = residual(columns, target, found);
    const gradient = columns.map((column, i) => (free.includes(i) ? 0 : product(column, left)));
    const best = gradient.indexOf(Math.max(...gradient));
    if (!(gradient[best]! > TOLERANCE)) break;
    free.push(best);
    while (free.length) {
      const chosen = free.map((i) => columns[i]!);
      const there = leastSquares(chosen, target);
      if (there.every((weight) => weight > 0)) {
        free.forEach((i, at) => (found[i] = there[at]!));
        break;
      }
      // as far as all stay positive; what becomes zero is no longer free
      const here = free.map((i) => found[i]!);
      const shares = here.map((from, at) => (there[at]! > 0 ? 1 : from / (from - there[at]!)));
      const share = Math.min(...shares);
      const least = TOLERANCE * Math.max(...here);
      free.forEach((i, at) => {
        const weight = here[at]! + share * (there[at]! - here[at]!);
        found[i] = weight > least ? weight : 0;
      });
      free = free.filter((i) => found[i]! > 0);
    }
  }
  return found;
}

/** The weights of columns whose sum is nearest to a target. The columns are scaled to length 1 first. */
function leastSquares(columns: readonly number[][], target: readonly number[]): number[] {
  const lengths = columns.map((column) => Math.sqrt(product(column, column)));
  const scaled = columns.map((column, i) => column.map((value) => value / lengths[i]!));
  const gram = scaled.map((a) => scaled.map((b) => product(a, b)));
  const weights = solved(
    gram,
    scaled.map((column) => product(column, target)),
  );
  return weights.map((weight, i) => weight / lengths[i]!);
}

function residual(columns: readonly number[][], target: readonly number[], weights: readonly number[]): number[] {
  return target.map((value, j) => columns.reduce((left, column, i) => left - weights[i]! * column[j]!, value));
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, j) => sum + value * b[j]!, 0);
}
