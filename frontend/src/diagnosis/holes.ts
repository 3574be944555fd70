import { quantile, sorted } from '../math/distribution';
import { nearest } from '../math/neighbours';
import { row, type Vector } from '../math/vector';
import type { Surroundings } from './surroundings';

/** A hole is farther from the data than this share of the items from their own neighbours. */
const USUAL = 0.99;

/** A place in a hole, (d,), and its distance from the nearest item. */
export interface Hole {
  z: Vector;
  distance: number;
}

/**
 * The share of draws of the prior (m, d) that lie in holes, and a place in each hole: those that are farthest from the
 * data. A draw that is nearer to a listed place than that is to the data lies in the same hole.
 */
export function emptyPlaces(
  { n, means, distances }: Surroundings,
  draws: Vector,
  most: number,
): { share: number; holes: Hole[] } {
  const d = means.length / n;
  const usual = quantile(sorted(distances.map(([first]) => first!)), USUAL);
  const found = Array.from({ length: draws.length / d }, (_, i): Hole => {
    const z = row(draws, i, d);
    return { z, distance: nearest(means, z, 1).distances[0]! };
  });
  let outside = found.filter(({ distance }) => distance > usual).sort((a, b) => b.distance - a.distance);
  const share = outside.length / Math.max(1, found.length);
  const holes: Hole[] = [];
  while (holes.length < most && outside.length) {
    const farthest = outside[0]!;
    holes.push(farthest);
    outside = outside.filter(({ z }) => apart(z, farthest.z) >= farthest.distance);
  }
  return { share, holes };
}

function apart(a: Vector, b: Vector): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));
}
