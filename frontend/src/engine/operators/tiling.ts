import { isNarrow, PANEL } from '../pack';
import type { Axis, Phase } from './geometry';

/** Where the polynomials of a tile are evaluated besides at infinity, by the number of inputs along its side. */
export const POINTS: Record<number, number[]> = { 4: [0, 1, -1], 6: [0, 1, -1, 2, -2] };
/** What other work costs, in multiply-adds: a transformed number, and a weight that is read from memory. */
const TRANSFORM = 8;
const READ = 4;

/** How an image is cut into tiles for Winograd's method. */
export interface Tiling {
  /** Inputs along the side of a tile. */
  side: number;
  /** Outputs along the side of a tile, in each phase. */
  outputs: number;
  /** The number of tiles down and along an image. */
  tiles: [number, number];
  /** The cost of the convolution, in multiply-adds. */
  cost: number;
}

/** The first input that a phase reads for its first output. */
export function firstOf({ taps }: Phase): number {
  return Math.min(...taps.map(({ offset }) => offset));
}

/** The number of adjacent taps of all phases; undefined if phases differ, or taps are not adjacent. */
export function tapsOf({ phases }: Axis): number | undefined {
  const count = phases[0]!.taps.length;
  const regular = phases.every(
    (phase) =>
      phase.stride === 1 &&
      phase.taps.length === count &&
      Math.max(...phase.taps.map(({ offset }) => offset)) - firstOf(phase) === count - 1,
  );
  return regular ? count : undefined;
}

/** The cost of products of `rows` rows with one matrix, in multiply-adds of the wide kernel. */
export function costOf(rows: number, depth: number, width: number): number {
  // the narrow kernel loads twice as much for each multiply-add
  const columns = isNarrow(width, depth) ? 2 * width : Math.ceil(width / PANEL) * PANEL;
  return depth * columns * (Math.ceil(rows / 4) * 4 + READ);
}

/** Possible tilings for kernels with a number of adjacent taps along each axis, the cheapest first. */
export function tilingsOf(axes: [Axis, Axis], taps: number, images: number, channels: number, width: number): Tiling[] {
  const parts = axes[0].phases.length * axes[1].phases.length;
  return Object.keys(POINTS)
    .map(Number)
    .filter((side) => side > taps)
    .map((side) => {
      const outputs = side - taps + 1;
      const tiles = axes.map(({ before, phases }) =>
        Math.ceil(Math.max(...phases.map((phase) => phase.count + firstOf(phase) + before)) / outputs),
      ) as [number, number];
      const count = images * tiles[0] * tiles[1];
      const numbers = count * side ** 2 * (channels + parts * Math.ceil(width / 4) * 4);
      const cost = side ** 2 * costOf(count, channels, parts * width) + numbers * TRANSFORM;
      return { side, outputs, tiles, cost };
    })
    .sort((a, b) => a.cost - b.cost);
}

/**
 * The matrix that evaluates a kernel's polynomial at the points of a tile, (side, taps). Each point's row has the
 * weight that Lagrange's interpolation gives it.
 */
export function evaluation(side: number, taps: number): number[][] {
  const points = POINTS[side]!;
  const rows = points.map((point) => {
    const weight = points.reduce((product, other) => (other === point ? product : product / (point - other)), 1);
    return Array.from({ length: taps }, (_, power) => weight * point ** power);
  });
  return [...rows, Array.from({ length: taps }, (_, power) => Number(power === taps - 1))];
}
