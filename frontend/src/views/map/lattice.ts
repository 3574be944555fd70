import type { Slice } from '../../math/slice';
import type { Vector } from '../../math/vector';
import type { Output } from '../../outputs/output';
import type { Extent, Frame, Size } from './frame';
import { extentOf, scaleOf } from './frame';

/**
 * The tiles of a map: centres at multiples of a cell's sides, from column and row `first` to `last`, with rows upward.
 */
export interface Lattice {
  width: number;
  height: number;
  first: [column: number, row: number];
  last: [column: number, row: number];
}

/** The most tiles of a map, and the most values in all their images: small images allow many tiles, large ones few. */
const MOST = 560;
const MOST_VALUES = 2_500_000;
const FEWEST = 12;
/** The least length of a recognizable tile's longer side, in pixels: of an image, and of what is drawn with lines. */
const SMALLEST = 20;
const SMALLEST_DRAWN = 56;

/**
 * The tiles that cover a frame. They are fixed to the plane, not to the map, so that they do not jump during a pan.
 * Their sides change in steps of the square root of two, so that tiles grow during a zoom until they are divided.
 */
export function latticeOf(
  frame: Frame,
  size: Size,
  { sides, size: values, fixed }: Pick<Output, 'sides' | 'size' | 'fixed'>,
): Lattice {
  const most = Math.max(FEWEST, Math.min(MOST, MOST_VALUES / values));
  const aspect = sides.height / sides.width;
  const smallest =
    Math.max(
      (fixed ? SMALLEST : SMALLEST_DRAWN) / Math.max(1, aspect),
      Math.sqrt((size.width * size.height) / most / aspect),
    ) / scaleOf(frame, size);
  const width = 2 ** (Math.ceil(2 * Math.log2(smallest)) / 2);
  const height = width * aspect;
  const { left, right, bottom, top } = extentOf(frame, size);
  return {
    width,
    height,
    first: [Math.round(left / width), Math.round(bottom / height)],
    last: [Math.round(right / width), Math.round(top / height)],
  };
}

export function countOf({ first, last }: Lattice): { columns: number; rows: number } {
  return { columns: last[0] - first[0] + 1, rows: last[1] - first[1] + 1 };
}

/** The extent of the tiles. */
export function coverOf({ width, height, first, last }: Lattice): Extent {
  return {
    left: (first[0] - 0.5) * width,
    right: (last[0] + 0.5) * width,
    bottom: (first[1] - 0.5) * height,
    top: (last[1] + 0.5) * height,
  };
}

/**
 * The points (n, d) of the tiles' centres, row by row from the top left. `across` is the point above (0, 0) of the
 * slice.
 */
export function tilePoints(lattice: Lattice, { right, up }: Slice, across: Vector): Vector {
  const { columns, rows } = countOf(lattice);
  const points = new Float32Array(columns * rows * across.length);
  let out = 0;
  for (let row = lattice.last[1]; row >= lattice.first[1]; row--) {
    for (let column = lattice.first[0]; column <= lattice.last[0]; column++) {
      const [x, y] = [column * lattice.width, row * lattice.height];
      for (let i = 0; i < across.length; i++) points[out++] = across[i]! + x * right[i]! + y * up[i]!;
    }
  }
  return points;
}

/** The places (n, 2) of the tiles' centres, row by row from the top left. */
export function centresOf(lattice: Lattice): Float32Array {
  const { columns, rows } = countOf(lattice);
  return Float32Array.from({ length: 2 * columns * rows }, (_, i) => {
    const cell = i >> 1;
    return i % 2
      ? (lattice.last[1] - Math.floor(cell / columns)) * lattice.height
      : (lattice.first[0] + (cell % columns)) * lattice.width;
  });
}

/** Where the tiles of one lattice lie on those of another, as shares of the latter's sides from the top left. */
export function restOf(before: Lattice, after: Lattice): { left: number; top: number; width: number; height: number } {
  const [from, to] = [coverOf(before), coverOf(after)];
  const [width, height] = [to.right - to.left, to.top - to.bottom];
  return {
    left: (from.left - to.left) / width,
    top: (to.top - from.top) / height,
    width: (from.right - from.left) / width,
    height: (from.top - from.bottom) / height,
  };
}

export function sameLattice(a: Lattice, b: Lattice): boolean {
  return a.width === b.width && a.height === b.height && `${[a.first, a.last]}` === `${[b.first, b.last]}`;
}
