/** Vectors of latent space: typed arrays that are never changed in place. */
export type Vector = Float32Array<ArrayBuffer>;

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

export function norm(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a));
}

/** a + t b. */
export function along(a: ArrayLike<number>, t: number, b: ArrayLike<number>): Vector {
  // `Float32Array.from` takes many times as long
  const moved = new Float32Array(a.length);
  for (let i = 0; i < moved.length; i++) moved[i] = a[i]! + t * b[i]!;
  return moved;
}

export function minus(a: ArrayLike<number>, b: ArrayLike<number>): Vector {
  return along(a, -1, b);
}

/** a normalised; a itself if it has no length. */
export function unit(a: ArrayLike<number>): Vector {
  const length = norm(a) || 1;
  return Float32Array.from(a, (value) => value / length);
}

/** The direction or its opposite: that whose largest coordinate is positive. */
export function facing(direction: Vector): Vector {
  const largest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}

/** Row i of a row-major matrix. */
export function row(matrix: Float32Array<ArrayBuffer>, i: number, width: number): Vector {
  return matrix.subarray(i * width, (i + 1) * width);
}

/** Some rows of a matrix, concatenated. */
export function gathered(matrix: Float32Array<ArrayBuffer>, rows: ArrayLike<number>, width: number): Vector {
  const some = new Float32Array(rows.length * width);
  for (let k = 0; k < rows.length; k++) some.set(row(matrix, rows[k]!, width), k * width);
  return some;
}

/** Points concatenated to a matrix (n, d), row by row. */
export function rows(points: readonly ArrayLike<number>[]): Vector {
  const d = points[0]?.length ?? 0;
  const all = new Float32Array(points.length * d);
  points.forEach((point, i) => all.set(point, i * d));
  return all;
}

/** Whether two points are equal. */
export function same(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The mean of some rows of a matrix. */
export function mean(matrix: Float32Array<ArrayBuffer>, rows: ArrayLike<number>, width: number): Vector {
  const sum = new Float64Array(width);
  for (let k = 0; k < rows.length; k++) {
    const start = rows[k]! * width;
    for (let i = 0; i < width; i++) sum[i]! += matrix[start + i]!;
  }
  return Float32Array.from(sum, (value) => value / Math.max(1, rows.length));
}
