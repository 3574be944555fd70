/** The part of a plane that a grid covers. */
interface Box {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** Standard deviations up to which the kernel is summed. */
const REACH = 3;
/** The narrowest kernel, in cells: less would show the grid. */
const NARROWEST = 1;

/**
 * The density of points (n, 2) of a plane in the cells of a grid, (side, side) row by row from the top left: counts,
 * smoothed by a Gaussian whose deviations are those of the points times n^(-1/6) (Scott, "Multivariate density
 * estimation", 1992). Points beyond the box do not count.
 */
export function densityOn(
  places: Float32Array,
  counts: (point: number) => boolean,
  box: Box,
  side: number,
): Float64Array {
  const cells = new Float64Array(side * side);
  const [width, height] = [box.right - box.left, box.top - box.bottom];
  const sums = [0, 0, 0, 0];
  let n = 0;
  for (let i = 0; i < places.length / 2; i++) {
    const column = ((places[2 * i]! - box.left) / width) * side;
    const row = ((box.top - places[2 * i + 1]!) / height) * side;
    if (!(column >= 0 && column < side && row >= 0 && row < side) || !counts(i)) continue;
    cells[Math.floor(row) * side + Math.floor(column)]!++;
    [column, row].forEach((at, axis) => {
      sums[axis]! += at;
      sums[2 + axis]! += at * at;
    });
    n++;
  }
  const deviation = (axis: number): number =>
    Math.sqrt(Math.max(0, sums[2 + axis]! / n - (sums[axis]! / n) ** 2)) * n ** (-1 / 6) || 0;
  const across = blurred(cells, side, Math.max(NARROWEST, deviation(0)), 1, side);
  return blurred(across, side, Math.max(NARROWEST, deviation(1)), side, 1);
}

/** Lines of cells, `step` apart within and `next` from line to line, smoothed by a Gaussian. */
function blurred(cells: Float64Array, side: number, deviation: number, step: number, next: number): Float64Array {
  const reach = Math.min(side, Math.ceil(REACH * deviation));
  const weights = Float64Array.from({ length: reach + 1 }, (_, i) => Math.exp(-0.5 * (i / deviation) ** 2));
  const total = weights.reduce((sum, weight) => sum + 2 * weight, -1);
  const out = new Float64Array(cells.length);
  for (let line = 0; line < side; line++)
    for (let at = 0; at < side; at++) {
      let sum = 0;
      for (let from = Math.max(0, at - reach); from <= Math.min(side - 1, at + reach); from++)
        sum += weights[Math.abs(at - from)]! * cells[line * next + from * step]!;
      out[line * next + at * step] = sum / total;
    }
  return out;
}

/** For shares of the whole, the least density within the smallest region that has as much, in the same order. */
export function levelsOf(density: Float64Array, shares: readonly number[]): number[] {
  const descending = Float64Array.from(density).sort().reverse();
  const total = descending.reduce((sum, value) => sum + value, 0);
  return shares.map((share) => {
    let sum = 0;
    for (const value of descending) {
      sum += value;
      if (sum >= share * total) return value;
    }
    return 0;
  });
}
