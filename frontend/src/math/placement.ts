import { nearest } from './neighbours';

/** Neighbours of a point. */
const NEIGHBOURS = 5;
/** A nearer item, as a share of the distance of the last neighbour, is at the same point. */
const SAME = 1e-6;
const LEAST = 2 ** -126;

/**
 * The place of a point in a layout of items with the points `means` (n, d) and places (n, 2): the mean of the places of
 * the nearest, weighted. An item's own point lies at its place. src/latentwalk/layouts/placing.py has the formula.
 */
export function placement(places: Float32Array, means: Float32Array, z: ArrayLike<number>): [x: number, y: number] {
  const { indices, distances } = nearest(means, z, Math.min(NEIGHBOURS + 1, places.length / 2));
  const reach = distances.at(-1)!;
  const least = Math.max(SAME * reach, LEAST);
  const weights = distances.map((distance) => ((reach - distance) / Math.max(distance, least)) ** 2);
  let total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!total) total = weights.fill(1).length;
  let [x, y] = [0, 0];
  indices.forEach((item, i) => {
    x += (weights[i]! / total) * places[2 * item]!;
    y += (weights[i]! / total) * places[2 * item + 1]!;
  });
  return [x, y];
}
