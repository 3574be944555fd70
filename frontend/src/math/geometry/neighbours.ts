/**
 * Searches the nearest of many points. They are sorted along the dimension in which they vary most, and looked through
 * from the wanted place outwards, until that dimension alone is farther than what was found.
 */
export class Neighbours {
  /** The points (n, d) in the order of the widest dimension, which comes first in each, and their indices. */
  private readonly sorted: Float32Array;
  private readonly indices: Int32Array;
  private readonly widest: number;

  constructor(
    points: Float32Array,
    private readonly d: number,
  ) {
    const n = points.length / d;
    this.widest = widest(points, d);
    this.indices = Int32Array.from({ length: n }, (_, i) => i).sort(
      (a, b) => points[a * d + this.widest]! - points[b * d + this.widest]!,
    );
    this.sorted = new Float32Array(points.length);
    this.indices.forEach((index, place) => {
      this.sorted.set(points.subarray(index * d, (index + 1) * d), place * d);
      this.swap(this.sorted, place * d);
    });
  }

  /**
   * Writes the indices of the k points nearest to z, nearest first, and their distances, from `out` on. The point
   * `but` is left out; at least k others must be there.
   */
  nearest(z: ArrayLike<number>, k: number, near: Int32Array, far: Float64Array, out = 0, but = -1): void {
    const { sorted, indices, d } = this;
    const n = indices.length;
    const wanted = Float64Array.from(z);
    this.swap(wanted, 0);
    let above = this.placeOf(wanted[0]!);
    let below = above - 1;
    far.fill(Infinity, out, out + k);
    const last = out + k - 1;
    let worst = Infinity;
    while (below >= 0 || above < n) {
      const up = above < n ? sorted[above * d]! - wanted[0]! : Infinity;
      const down = below >= 0 ? wanted[0]! - sorted[below * d]! : Infinity;
      if (Math.min(up, down) ** 2 >= worst) break;
      const place = up <= down ? above++ : below--;
      let square = 0;
      for (let i = 0, at = place * d; i < d && square < worst; i++, at++) square += (sorted[at]! - wanted[i]!) ** 2;
      if (square >= worst || indices[place] === but) continue;
      insert(near, far, out, k, indices[place]!, square);
      worst = far[last]!;
    }
    for (let at = out; at <= last; at++) far[at] = Math.sqrt(far[at]!);
  }

  /** The distance from z to its nearest point. */
  distance(z: ArrayLike<number>): number {
    const far = new Float64Array(1);
    this.nearest(z, 1, new Int32Array(1), far);
    return far[0]!;
  }

  /** The first place whose point lies at `value` or above in the widest dimension. */
  private placeOf(value: number): number {
    let [low, high] = [0, this.indices.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sorted[middle * this.d]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Puts the widest dimension first. */
  private swap(points: Float32Array | Float64Array, at: number): void {
    const first = points[at]!;
    points[at] = points[at + this.widest]!;
    points[at + this.widest] = first;
  }
}

/** Inserts a point into a list of k that is sorted by distance, from `out` on; the farthest one is dropped. */
export function insert(
  near: Int32Array,
  far: Float64Array,
  out: number,
  k: number,
  point: number,
  distance: number,
): void {
  let at = out + k - 1;
  if (!(distance < far[at]!)) return;
  for (; at > out && far[at - 1]! > distance; at--) {
    far[at] = far[at - 1]!;
    near[at] = near[at - 1]!;
  }
  far[at] = distance;
  near[at] = point;
}

/** The dimension of the largest variance. */
function widest(points: Float32Array, d: number): number {
  const n = points.length / d;
  const [sums, squares] = [new Float64Array(d), new Float64Array(d)];
  for (let at = 0; at < points.length; at++) {
    sums[at % d]! += points[at]! / n;
    squares[at % d]! += points[at]! ** 2 / n;
  }
  const variances = squares.map((square, i) => square - sums[i]! ** 2);
  return variances.indexOf(Math.max(...variances));
}
