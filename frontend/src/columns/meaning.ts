import type { Column } from './column';
import { etaInterval, rhoInterval } from './intervals';

/** The most items that are compared: more change a figure by less than its digits. */
const MOST = 20_000;
/** The fewest items that say anything. */
const LEAST = 5;

/** How strongly a column goes with a dimension. */
export interface Association {
  column: Column;
  /** Spearman's rho for numbers and dates, eta squared for categories. */
  value: number;
  /** The items that have a value. */
  count: number;
  /** The categories among them; 0 of numbers and dates. */
  groups: number;
  /** From 0 to 1, to compare both: rho squared, or eta squared. */
  strength: number;
}

/** Ranks from 1, of which equal values share the mean. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let k = from; k < to; k++) ranks[order[k]!] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

/** Spearman's rank correlation; 0 where one of both is constant. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return pearson(ranksOf(x), ranksOf(y));
}

function pearson(x: Float64Array, y: Float64Array): number {
  const middle = (x.length + 1) / 2;
  let [both, ofX, ofY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [x[i]! - middle, y[i]! - middle];
    both += a * b;
    ofX += a * a;
    ofY += b * b;
  }
  return ofX && ofY ? both / Math.sqrt(ofX * ofY) : 0;
}

/** Eta squared: the share of the variance of numbers that lies between groups, given by their indices. */
export function etaSquared(values: ArrayLike<number>, groups: ArrayLike<number>): number {
  const sums = new Map<number, { count: number; sum: number }>();
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  const mean = total / values.length;
  let all = 0;
  for (let i = 0; i < values.length; i++) {
    const away = values[i]! - mean;
    all += away * away;
    const group = sums.get(groups[i]!) ?? { count: 0, sum: 0 };
    group.count++;
    group.sum += away;
    sums.set(groups[i]!, group);
  }
  let between = 0;
  for (const { count, sum } of sums.values()) between += (sum * sum) / count;
  return all ? Math.min(1, between / all) : 0;
}

/** The 95 % interval of an association's value. */
export function intervalOf({ column, value, count, groups }: Association): [low: number, high: number] {
  return column.isMeasured ? rhoInterval(value, count) : etaInterval(value, groups, count);
}

/** How each column but texts goes with coordinates (n,) of the items along an axis, the strongest first. */
export function associations(coordinates: ArrayLike<number>, columns: readonly Column[]): Association[] {
  const found: Association[] = [];
  for (const column of columns) {
    if (column.kind === 'text') continue;
    const step = Math.max(1, Math.ceil(column.n / MOST));
    const [x, y]: [number[], number[]] = [[], []];
    for (let i = 0; i < column.n; i += step) {
      if (column.isMissing(i)) continue;
      x.push(coordinates[i]!);
      y.push(column.isMeasured ? column.numbers[i]! : column.codes[i]!);
    }
    const groups = column.isMeasured ? 0 : new Set(y).size;
    // as many groups as items explain everything, and say nothing
    if (x.length < LEAST || (!column.isMeasured && (groups < 2 || groups > x.length / 2))) continue;
    const value = column.isMeasured ? spearman(x, y) : etaSquared(x, y);
    const strength = column.isMeasured ? value * value : value;
    found.push({ column, value, count: x.length, groups, strength });
  }
  return found.sort((a, b) => b.strength - a.strength);
}
