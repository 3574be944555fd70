import { quantile, sorted } from '../math/distribution';
import { nearest } from '../math/neighbours';
import { row, type Vector } from '../math/vector';

/** The tenth neighbour says how dense the data is around an item. */
const NEIGHBOURS = 10;
/** Duplicates are at most this far apart, as a share of the distance to the tenth neighbour. */
const NEAR = 0.1;
/** How many items that near independent data would have. */
const BY_CHANCE = 0.5;

/** Items with their nearest neighbours, themselves not counted. */
export interface Surroundings {
  n: number;
  /** (n, d). */
  means: Vector;
  /** For each item, rows of the nearest, and distances to them; fewer than ten if there are no more items. */
  neighbours: readonly (readonly number[])[];
  distances: readonly (readonly number[])[];
}

/** Finds the neighbours of items (n, d), n > 1. `done` receives the share of them that is done. */
export function surroundingsOf(
  means: Vector,
  d: number,
  done: (share: number) => void = () => undefined,
): Surroundings {
  const n = means.length / d;
  const k = Math.min(NEIGHBOURS, n - 1);
  const neighbours: number[][] = [];
  const distances: number[][] = [];
  for (let i = 0; i < n; i++) {
    const found = nearest(means, row(means, i, d), k, i);
    neighbours.push(found.indices);
    distances.push(found.distances);
    if (i % 256 === 0) done(i / n);
  }
  return { n, means, neighbours, distances };
}

/** The median distance of an item to its nearest neighbour. */
export function gapOf({ distances }: Surroundings): number {
  return quantile(sorted(distances.map(([first]) => first!)), 0.5);
}

/**
 * Pairs of rows, the nearest first, that lie closer together than chance explains. Of independent items whose density
 * is even around each, a share of 9 q^d is nearer to its nearest neighbour than q times the distance to the tenth one,
 * for small q. Pairs are listed below the q for which that is half an item of all; and below a tenth, since encoded
 * data varies in fewer directions than d.
 */
export function duplicatesOf({ n, means, neighbours, distances }: Surroundings): [number, number][] {
  const d = means.length / n;
  const k = neighbours[0]!.length;
  if (k < 2) return [];
  const share = Math.min(NEAR, (BY_CHANCE / ((k - 1) * n)) ** (1 / d));
  const pairs = new Map<string, { pair: [number, number]; distance: number }>();
  for (let i = 0; i < n; i++) {
    const [distance, reach] = [distances[i]![0]!, distances[i]!.at(-1)!];
    const other = neighbours[i]![0]!;
    const pair: [number, number] = i < other ? [i, other] : [other, i];
    if (distance <= share * reach && !pairs.has(`${pair}`)) pairs.set(`${pair}`, { pair, distance });
  }
  return [...pairs.values()].sort((a, b) => a.distance - b.distance).map(({ pair }) => pair);
}

/**
 * Rows of points that hang together, the largest part first. Two points are connected if each is among the nearest of
 * the other.
 */
export function partsOf({ n, neighbours }: Surroundings): number[][] {
  const near = neighbours.map((some) => new Set(some));
  const parts: number[][] = [];
  const seen = new Uint8Array(n);
  for (let start = 0; start < n; start++) {
    if (seen[start]) continue;
    seen[start] = 1;
    const part = [start];
    for (const i of part) {
      for (const j of near[i]!) {
        if (seen[j] || !near[j]!.has(i)) continue;
        seen[j] = 1;
        part.push(j);
      }
    }
    parts.push(part);
  }
  return parts.sort((a, b) => b.length - a.length);
}
