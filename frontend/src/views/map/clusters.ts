import type { Paint } from '../../columns/colours';
import { quantile, sorted } from '../../math/distribution';
import { upright } from '../../state/names';
import { thinned } from '../../state/statistics';

/** Points used to compute a median. */
const SAMPLE = 20_000;

/** Points with a name on the map: how many there are, and their median position. */
export interface Group {
  label: number;
  name: string;
  count: number;
  middle: readonly [number, number];
}

/** A class, or a category of a column. */
export interface Cluster extends Group {
  colour: string;
}

/**
 * The clusters on a map of places (n, 2): the points whose number `of` is that of a name. Those of which no point is
 * seen are left out.
 */
export function clustersOf(
  places: Float32Array,
  named: readonly Omit<Cluster, 'middle'>[],
  of: (point: number) => number,
  seen: (point: number) => boolean,
): Cluster[] {
  const members = new Map(named.map(({ label }): [number, number[]] => [label, []]));
  for (const point of thinned(places.length / 2, SAMPLE)) if (seen(point)) members.get(of(point))?.push(point);
  return named
    .filter(({ label }) => members.get(label)!.length)
    .map((one) => ({ ...one, middle: middleOf(places, members.get(one.label)!) }));
}

/** The categories of a column that have a colour of their own. */
export function namedIn({ entries }: Paint): Omit<Cluster, 'middle'>[] {
  return entries.flatMap(({ code, name, colour, count }) =>
    code === null || code < 0 ? [] : [{ label: code, name: upright(name), colour, count }],
  );
}

/** The median position of some points. */
export function middleOf(places: Float32Array, points: ArrayLike<number>): [number, number] {
  const some = Array.from(thinned(points.length, SAMPLE), (k) => points[k]!);
  return [0, 1].map((axis) => quantile(sorted(some.map((point) => places[2 * point + axis]!)), 0.5) || 0) as [
    number,
    number,
  ];
}
