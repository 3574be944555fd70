import { quantile, sorted } from '../math/distribution';
import type { Posteriors } from '../math/posterior';
import { gathered, mean, row, type Vector } from '../math/vector';
import { DEAD } from '../state/axis';
import { deviationsOf, isPointwise, natsOf, thinned } from '../state/statistics';
import { emptyPlaces, type Hole } from './holes';
import { duplicatesOf, gapOf, partsOf, surroundingsOf } from './surroundings';

/** Entries of each list. */
const MOST = 24;
const MOST_ITEMS = 20_000;
/** Differences of numbers that are computed at most: about 20 seconds. */
const MOST_WORK = 2e10;
const SMALLEST_CLASS = 20;
/** The size of the smallest part of a class that counts: as a share of the class, and in items. */
const SMALLEST_PART = [0.05, 10] as const;

/** What a model's encoded data is examined by. */
export interface Subject extends Posteriors {
  label: Int32Array;
  error: Float32Array;
  /** Draws of the prior (m, d); null if it is unknown. */
  draws: Vector | null;
}

/** An encoded item by its row, and what it is listed for, in units of the median over all items. */
export interface Entry {
  item: number;
  value: number;
}

/** A class whose items lie in several places: the size of each part, and the item nearest to its mean. */
export interface TornClass {
  label: number;
  size: number;
  parts: { size: number; item: number }[];
}

/** What may be wrong with a model, as `latentwalk diagnose` finds it: docs/diagnosis.md defines the lists. */
export interface Diagnosis {
  /** The number of items that were examined. */
  items: number;
  /** The median distance of an item to its nearest neighbour: the unit of all distances below. */
  gap: number;
  /** Dimensions, counted from 0, that carry no information. */
  unused: number[];
  /** The share of the prior's draws that lie in holes; null if the prior is unknown. */
  empty: number | null;
  holes: Hole[];
  torn: TornClass[];
  worst: Entry[];
  loneliest: Entry[];
  duplicates: { first: number; second: number; distance: number }[];
  duplicateItems: number;
}

/** Examines n > 2 encoded items. `done` receives the share that is done. */
export function diagnose(subject: Subject, done?: (share: number) => void): Diagnosis {
  const { n, label, error, draws } = subject;
  const d = subject.mean.length / n;
  const worth = worthOf(subject);
  const idle = Array.from(worth.keys()).filter((i) => worth[i]! < DEAD);
  const used = idle.length === d ? idle : Array.from(worth.keys()).filter((i) => worth[i]! >= DEAD);
  const rows = thinned(n, Math.min(MOST_ITEMS, Math.floor(Math.sqrt(MOST_WORK / used.length))));
  const data = surroundingsOf(narrowed(gathered(subject.mean, rows, d), d, used), used.length, done);
  const gap = gapOf(data);
  const inGaps = (distance: number): number => distance / (gap || 1);
  const empty = draws && emptyPlaces(data, narrowed(draws, d, used), MOST);
  const pairs = duplicatesOf(data);
  return {
    items: rows.length,
    gap,
    unused: idle,
    empty: empty && empty.share,
    holes: (empty?.holes ?? []).map(({ z, distance }) => ({ z: widened(z, d, used), distance: inGaps(distance) })),
    torn: tornIn(data.means, used.length, rows, label),
    worst: highest(error, (i) => i),
    loneliest: highest(
      data.distances.map((some) => some.at(-1)!),
      (i) => rows[i]!,
    ),
    duplicates: pairs.slice(0, MOST).map(([i, j]) => ({
      first: rows[i]!,
      second: rows[j]!,
      distance: inGaps(Math.min(data.distances[i]![0]!, data.distances[j]![0]!)),
    })),
    duplicateItems: new Set(pairs.flat()).size,
  };
}

/** By dimension: nats or, of a deterministic encoder, deviations as shares of the largest. */
function worthOf(data: Posteriors): Float64Array {
  if (!isPointwise(data)) return natsOf(data);
  const deviations = deviationsOf(data);
  const widest = Math.max(Number.MIN_VALUE, ...deviations);
  return deviations.map((one) => one / widest);
}

/** The columns `used` of a matrix (n, d). */
function narrowed(matrix: Vector, d: number, used: readonly number[]): Vector {
  const width = used.length;
  return Float32Array.from(
    { length: (matrix.length / d) * width },
    (_, at) => matrix[Math.floor(at / width) * d + used[at % width]!]!,
  );
}

function widened(z: Vector, d: number, used: readonly number[]): Vector {
  const wide = new Float32Array(d);
  used.forEach((dimension, i) => (wide[dimension] = z[i]!));
  return wide;
}

/** The items with the highest values; none if all are equal. */
function highest(values: Float32Array | readonly number[], itemOf: (i: number) => number): Entry[] {
  const ascending = sorted(values);
  if (ascending[0] === ascending.at(-1)) return [];
  const median = quantile(ascending, 0.5) || 1;
  const least = ascending[Math.max(0, ascending.length - MOST)]!;
  return Array.from({ length: values.length }, (_, i) => ({ item: itemOf(i), value: values[i]! / median }))
    .filter((_, i) => values[i]! >= least)
    .sort((a, b) => b.value - a.value)
    .slice(0, MOST);
}

/** The classes of which several large parts do not hang together, in the order of their labels. */
function tornIn(means: Vector, d: number, rows: Int32Array, label: Int32Array): TornClass[] {
  const members = new Map<number, number[]>();
  rows.forEach((item, i) => {
    const one = label[item]!;
    if (one < 0) return;
    if (!members.has(one)) members.set(one, []);
    members.get(one)!.push(i);
  });
  return [...members]
    .sort(([a], [b]) => a - b)
    .flatMap(([one, own]): TornClass[] => {
      if (own.length < SMALLEST_CLASS) return [];
      const part = gathered(means, own, d);
      const [share, count] = SMALLEST_PART;
      const large = partsOf(surroundingsOf(part, d)).filter(
        ({ length }) => length >= Math.max(count, share * own.length),
      );
      if (large.length < 2) return [];
      const middle = (some: number[]): number => {
        const centre = mean(part, some, d);
        const distances = some.map((i) => Math.hypot(...row(part, i, d).map((value, k) => value - centre[k]!)));
        return rows[own[some[distances.indexOf(Math.min(...distances))]!]!]!;
      };
      return [
        { label: one, size: own.length, parts: large.map((some) => ({ size: some.length, item: middle(some) })) },
      ];
    });
}
