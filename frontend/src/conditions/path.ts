import { same, type Vector } from '../math/vector';
import { walk, type Curve, type Leg } from '../math/walk';
import { joined, type Place } from './rows';

/**
 * A row in its two parts; of a place `from`, a point keeps what is given. What equals a part of `from` is that object.
 */
export function parted(row: Vector, d: number, from: Place): Place {
  if (row.length === d) return { z: row, given: from.given };
  const [z, given] = [row.slice(0, d), row.slice(d)];
  return { z: same(z, from.z) ? from.z : z, given: same(given, from.given) ? from.given : given };
}

/**
 * A path through rows, as `walk` through points: the first d numbers follow the curve, and those of conditions go
 * straight, so that the weights of a category blend.
 */
export function walkRows(
  rows: readonly Vector[],
  d: number,
  curve: Curve,
  loop: boolean,
  legs: readonly (Leg | null)[] = [],
): (time: number) => Vector {
  if (rows.every(({ length }) => length <= d)) return walk(rows, curve, loop, legs);
  const part = (from: number, to?: number): Vector[] => rows.map((row) => row.subarray(from, to));
  const [point, given] = [walk(part(0, d), curve, loop, legs), walk(part(d), 'lerp', loop)];
  return (time) => joined({ z: point(time), given: given(time) });
}
