import { Grid } from './grid';
import type { Vector } from './vector';

/** Neighbours of a place. */
const NEIGHBOURS = 15;
/** The ridge, as a share of the mean variance of the neighbours' places. */
const RIDGE = 0.1;
/** How far the plane is followed from the neighbours' middle, in standard deviations of theirs. */
const OUTSIDE = 1.5;
/** The neighbour whose distance is the spacing. */
const SPACING = 8;
/** The nearest items whose spacing counts. */
const AROUND = 3;
/** Distances, in spacings, up to which a place is trusted fully, and from which not at all. */
const [NEAR, FAR] = [2, 4];
/** The least distance that is divided by. */
const LEAST = 1e-30;

/**
 * A smooth local inverse of a layout: for a place in the plane, a point of latent space. The nearest items fit a plane,
 * with weights that fall to zero at the next item. src/latentwalk/layouts/inverse.py has the formulae.
 */
export class Inverse {
  private readonly grid: Grid;
  private readonly k: number;
  /** (n,): each item's distance to the neighbour of that rank; NaN until it is asked for. */
  private readonly spacings: Float64Array;

  /** `places` (n, 2) and points `means` (n, d) of n >= 2 items. */
  constructor(
    private readonly places: Float32Array,
    private readonly means: Float32Array,
    private readonly d: number,
  ) {
    const n = places.length / 2;
    this.grid = Grid.around(places);
    this.k = Math.min(NEIGHBOURS, n - 1);
    this.spacings = new Float64Array(n).fill(NaN);
  }

  /** The point (d,) at a place, and how near the data is: from 1, as near as items are to each other, to 0. */
  at(x: number, y: number): { z: Vector; trust: number } {
    const { points, distances } = this.grid.nearest(x, y, this.k + 1);
    const shares = this.shares(x, y, points, distances);
    const sum = new Float64Array(this.d);
    for (let i = 0; i < points.length; i++) {
      const share = shares[i]!;
      const from = points[i]! * this.d;
      for (let j = 0; j < this.d; j++) sum[j]! += share * this.means[from + j]!;
    }
    const around = Math.min(AROUND, points.length);
    let spacing = 0;
    for (let i = 0; i < around; i++) spacing += this.spacing(points[i]!) / around;
    const ratio = distances[Math.min(SPACING, distances.length) - 1]! / Math.max(spacing, LEAST);
    return { z: Float32Array.from(sum), trust: Math.max(0, Math.min(1, (FAR - ratio) / (FAR - NEAR))) };
  }

  private spacing(point: number): number {
    if (Number.isNaN(this.spacings[point])) {
      const [x, y] = [this.places[2 * point]!, this.places[2 * point + 1]!];
      this.spacings[point] = this.grid.nearest(x, y, SPACING + 1).distances.at(-1)!;
    }
    return this.spacings[point]!;
  }

  /** The share of each neighbour in the point; they sum to 1. */
  private shares(x: number, y: number, points: readonly number[], distances: readonly number[]): number[] {
    const reach = Math.max(distances.at(-1)!, LEAST);
    let weights = distances.map((distance) => (1 - (distance / reach) ** 2) ** 2);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights = weights.map((weight) => (total ? weight / total : 1 / weights.length));
    let [middleX, middleY] = [0, 0];
    points.forEach((point, i) => {
      middleX += weights[i]! * this.places[2 * point]!;
      middleY += weights[i]! * this.places[2 * point + 1]!;
    });
    let [xx, xy, yy] = [0, 0, 0];
    const from = points.map((point) => [this.places[2 * point]! - middleX, this.places[2 * point + 1]! - middleY]);
    from.forEach(([dx, dy], i) => {
      xx += weights[i]! * dx! * dx!;
      xy += weights[i]! * dx! * dy!;
      yy += weights[i]! * dy! * dy!;
    });
    const level = (RIDGE * (xx + yy)) / 2 || 1;
    [xx, yy] = [xx + level, yy + level];
    const [offX, offY] = [x - middleX, y - middleY];
    const determinant = xx * yy - xy * xy;
    let [slopeX, slopeY] = [(yy * offX - xy * offY) / determinant, (xx * offY - xy * offX) / determinant];
    const beyond = Math.max(1, Math.sqrt(offX * slopeX + offY * slopeY) / OUTSIDE);
    [slopeX, slopeY] = [slopeX / beyond, slopeY / beyond];
    return from.map(([dx, dy], i) => weights[i]! * (1 + dx! * slopeX + dy! * slopeY));
  }
}
