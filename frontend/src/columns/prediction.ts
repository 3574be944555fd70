import type { Vector } from '../math/vector';
import type { Column } from './column';
import { ranksOf } from './meaning';

/** Every fifth item judges what the others fit. */
const HELD_OUT = 5;
/** The fewest items of which both are tried, and the fewest of a category. */
const [LEAST, LEAST_OF_CATEGORY] = [25, 25];
/** Categories of a column that are predicted, the most frequent ones. */
const MOST_CATEGORIES = 12;
/** The most items, and the most products of their coordinates: more change a direction by little. */
const [MOST, MOST_PRODUCTS] = [20_000, 4e8];
/** The ridge, as a share of the mean variance of the dimensions. */
export const RIDGE = 1e-3;
/** A variance below this share of the squared coordinates is none: floats have seven digits. */
const SAME = 1e-13;

/** The direction of latent space that predicts a column best, and how well it does for held-out items. */
export interface Prediction {
  column: Column;
  /** The category that the direction separates from all others; null for numbers and dates. */
  category: string | null;
  /** (d,), of length 1; a larger coordinate along it predicts a larger number, or the category. */
  vector: Vector;
  /** For numbers R squared; for a category the area under the ROC curve. */
  quality: number;
  /** The held-out items. */
  count: number;
}

/** Finds the directions that best predict columns, from the means (n, d) of the encoded data. */
export class Predictor {
  /** The factors for all items, which columns without missing values share. */
  private whole: Fit | undefined;
  private readonly step: number;

  constructor(
    private readonly means: Vector,
    private readonly d: number,
  ) {
    const n = means.length / d;
    const most = Math.min(MOST, Math.max(10 * d, MOST_PRODUCTS / d ** 2));
    this.step = Math.max(1, Math.ceil(n / most));
  }

  /** Those of a column, the best first; none of texts, and where too little is known. */
  of(column: Column): Prediction[] {
    if (column.kind === 'text') return [];
    const rows: number[] = [];
    for (let i = 0; i < column.n; i += this.step) if (!column.isMissing(i)) rows.push(i);
    if (rows.length < LEAST) return [];
    const fit = column.missing ? new Fit(this.means, this.d, rows) : (this.whole ??= new Fit(this.means, this.d, rows));
    if (column.isMeasured) {
      const { vector, held, predicted } = fit.to((i) => column.numbers[i]!);
      const quality = rSquared(
        held.map((i) => column.numbers[i]!),
        predicted,
      );
      return vector ? [{ column, category: null, vector, quality, count: held.length }] : [];
    }
    const counts = new Map<number, number>();
    for (const i of rows) counts.set(column.codes[i]!, (counts.get(column.codes[i]!) ?? 0) + 1);
    return [...counts]
      .filter(([, count]) => count >= LEAST_OF_CATEGORY && rows.length - count >= LEAST_OF_CATEGORY)
      .sort(([, a], [, b]) => b - a)
      .slice(0, MOST_CATEGORIES)
      .flatMap(([code]) => {
        const { vector, held, predicted } = fit.to((i) => +(column.codes[i] === code));
        const quality = area(
          held.map((i) => +(column.codes[i] === code)),
          predicted,
        );
        return vector ? [{ column, category: column.categories[code]!, vector, quality, count: held.length }] : [];
      })
      .sort((a, b) => b.quality - a.quality);
  }
}

/**
 * Ridge regression on some rows of means (n, d): w = (S + ridge * trace(S) / d * I)^-1 c, with the covariances S of the
 * coordinates and c of these with the target. For a target of 0 and 1 that is, by the Sherman-Morrison formula, the
 * direction of Fisher's linear discriminant between both.
 */
class Fit {
  private readonly fitted: number[];
  private readonly held: number[];
  private readonly middle: Float64Array;
  /** (d, d): the lower Cholesky factor. */
  private readonly factor: Float64Array;
  /** Whether all lie at one point, up to the rounding of floats. */
  private readonly isFlat: boolean;

  constructor(
    private readonly means: Vector,
    private readonly d: number,
    rows: readonly number[],
  ) {
    this.fitted = rows.filter((_, at) => at % HELD_OUT !== HELD_OUT - 1);
    this.held = rows.filter((_, at) => at % HELD_OUT === HELD_OUT - 1);
    const n = this.fitted.length;
    this.middle = new Float64Array(d);
    for (const i of this.fitted) for (let k = 0; k < d; k++) this.middle[k]! += means[i * d + k]! / n;
    const covariance = new Float64Array(d * d);
    const row = new Float64Array(d);
    for (const i of this.fitted) {
      for (let k = 0; k < d; k++) row[k] = means[i * d + k]! - this.middle[k]!;
      for (let k = 0; k < d; k++) {
        const value = row[k]! / n;
        for (let l = 0; l <= k; l++) covariance[k * d + l]! += value * row[l]!;
      }
    }
    let trace = 0;
    for (let k = 0; k < d; k++) trace += covariance[k * d + k]!;
    for (let k = 0; k < d; k++) covariance[k * d + k]! += (RIDGE * trace) / d + Number.MIN_VALUE;
    const square = this.middle.reduce((sum, one) => sum + one * one, 0);
    this.isFlat = !(trace > SAME * square);
    this.factor = cholesky(covariance, d);
  }

  /** The direction for a target, and what it predicts for the held-out items; null where no direction does. */
  to(target: (row: number) => number): { vector: Vector | null; held: number[]; predicted: number[] } {
    const { means, d, middle, held } = this;
    const mean = this.fitted.reduce((sum, i) => sum + target(i), 0) / this.fitted.length;
    const weights = new Float64Array(d);
    for (const i of this.fitted) {
      const away = (target(i) - mean) / this.fitted.length;
      for (let k = 0; k < d; k++) weights[k]! += away * (means[i * d + k]! - middle[k]!);
    }
    solve(this.factor, weights);
    const length = Math.hypot(...weights);
    if (this.isFlat || !(length > 0) || !Number.isFinite(length)) return { vector: null, held, predicted: [] };
    const predicted = held.map((i) => {
      let sum = mean;
      for (let k = 0; k < d; k++) sum += weights[k]! * (means[i * d + k]! - middle[k]!);
      return sum;
    });
    return { vector: Float32Array.from(weights, (one) => one / length), held, predicted };
  }
}

/** The lower factor L of a symmetric matrix (d, d) = L L', which it replaces; its lower half is enough. */
function cholesky(matrix: Float64Array, d: number): Float64Array {
  for (let k = 0; k < d; k++)
    for (let l = 0; l <= k; l++) {
      let sum = matrix[k * d + l]!;
      for (let j = 0; j < l; j++) sum -= matrix[k * d + j]! * matrix[l * d + j]!;
      matrix[k * d + l] = k === l ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : sum / matrix[l * d + l]!;
    }
  return matrix;
}

/** Solves L L' x = b in place of b. */
function solve(factor: Float64Array, b: Float64Array): void {
  const d = b.length;
  for (let k = 0; k < d; k++) {
    for (let l = 0; l < k; l++) b[k]! -= factor[k * d + l]! * b[l]!;
    b[k]! /= factor[k * d + k]!;
  }
  for (let k = d - 1; k >= 0; k--) {
    for (let l = k + 1; l < d; l++) b[k]! -= factor[l * d + k]! * b[l]!;
    b[k]! /= factor[k * d + k]!;
  }
}

/** The share of the variance of numbers that predictions explain; 0 if none. */
export function rSquared(numbers: readonly number[], predicted: readonly number[]): number {
  const mean = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  let [left, all] = [0, 0];
  numbers.forEach((one, i) => {
    left += (one - predicted[i]!) ** 2;
    all += (one - mean) ** 2;
  });
  return all > 0 ? Math.max(0, 1 - left / all) : 0;
}

/** The area under the ROC curve: how often a 1 has a greater prediction than a 0; 0.5 if there is only one of both. */
export function area(labels: readonly number[], predicted: readonly number[]): number {
  const ranks = ranksOf(predicted);
  const ones = labels.reduce((sum, one) => sum + one, 0);
  const zeros = labels.length - ones;
  if (!ones || !zeros) return 0.5;
  const sum = labels.reduce((total, one, i) => total + one * ranks[i]!, 0);
  return (sum - (ones * (ones + 1)) / 2) / (ones * zeros);
}
