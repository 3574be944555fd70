import { mean, minus, unit, type Vector } from '../../math/vector';
import { widthOfAll, type Condition } from '../../conditions/condition';
import { givenOf, type Atlas } from '../../sources/atlas';

/** A direction between the means of two groups. */
export interface Ends {
  from: Vector;
  to: Vector;
  /** The number of encoded images in each group. */
  counts: [from: number, to: number];
}

/** The direction from one group of encoded images to another; with one group, from all other images to it. */
export function endsOf({ mean: means, n }: Atlas, groups: readonly Int32Array[], d: number): Ends | null {
  const [a, b] = groups;
  if (!a?.length) return null;
  const first = mean(means, a, d);
  if (b) return { from: first, to: mean(means, b, d), counts: [a.length, b.length] };
  const all = new Float64Array(d);
  for (let at = 0; at < means.length; at++) all[at % d]! += means[at]!;
  const others = Math.max(1, n - a.length);
  return {
    from: Float32Array.from(all, (sum, i) => (sum - a.length * first[i]!) / others),
    to: first,
    counts: [n - a.length, a.length],
  };
}

/** What the items of both ends of a direction are given on average; null if that is unknown. */
export function givenAround(
  atlas: Atlas,
  [a, b]: readonly Int32Array[],
  conditions: readonly Condition[],
): [from: Vector, to: Vector] | null {
  if (!atlas.conditions || !a?.length) return null;
  const width = widthOfAll(conditions);
  const average = (items: Iterable<number>): Vector => {
    const sum = new Float64Array(width);
    let count = 0;
    for (const i of items) {
      givenOf(atlas, i, conditions)!.forEach((value, k) => (sum[k]! += value));
      count++;
    }
    return Float32Array.from(sum, (value) => value / Math.max(1, count));
  };
  const first = average(a);
  if (b) return [first, average(b)];
  const own = new Set(a);
  const others = average(Array.from({ length: atlas.n }, (_, i) => i).filter((i) => !own.has(i)));
  return [others, first];
}

export function directionOf({ from, to }: Ends): Vector {
  return unit(minus(to, from));
}

/** The most frequent class of a group, or -1. */
export function commonest({ label }: Atlas, group: Int32Array): number {
  const counts: Record<number, number> = {};
  for (const point of group) counts[label[point]!] = (counts[label[point]!] ?? 0) + 1;
  const [best] = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return best ? Number(best[0]) : -1;
}

/** A direction as a JSON file that the page can open. */
export function directionFile(name: string, model: string, ends: Ends): string {
  const [from, to] = ends.counts;
  const vector = Array.from(directionOf(ends));
  const file = { kind: 'latentwalk direction', format: 1, name, model, vector, from: { n: from }, to: { n: to } };
  return `${JSON.stringify(file, null, 2)}\n`;
}
