import { walk, type Curve } from '../math/walk';
import { same, type Vector } from '../math/vector';

/** A latent point and what is given besides it: a row of d + w numbers in two parts. */
export interface Place {
  z: Vector;
  given: Vector;
}

/** Points (n, d) with the same numbers (w,) after each: rows (n, d + w). */
export function appended(points: Vector, n: number, given: Vector): Vector {
  const d = points.length / n;
  const width = d + given.length;
  const rows = new Float32Array(n * width);
  for (let i = 0; i < n; i++) {
    rows.set(points.subarray(i * d, (i + 1) * d), i * width);
    rows.set(given, i * width + d);
  }
  return rows;
}

/** A point and what is given, as one row. */
export function joined({ z, given }: Place): Vector {
  return given.length ? appended(z, 1, given) : z;
}

/**
 * A row in its two parts; of a place `from`, a point keeps what is given. What equals a part of `from` is that object.
 */
export function parted(row: Vector, d: number, from: Place): Place {
  if (row.length === d) return { z: row, given: from.given };
  const [z, given] = [row.slice(0, d), row.slice(d)];
  return { z: same(z, from.z) ? from.z : z, given: same(given, from.given) ? from.given : given };
}

/** Rows as one matrix for each part of the given widths: the inputs of a network. */
export function split(rows: Vector, n: number, widths: readonly number[]): Vector[] {
  if (widths.length === 1) return [rows];
  const width = widths.reduce((sum, one) => sum + one, 0);
  let at = 0;
  return widths.map((own) => {
    const part = new Float32Array(n * own);
    for (let i = 0; i < n; i++) part.set(rows.subarray(i * width + at, i * width + at + own), i * own);
    at += own;
    return part;
  });
}

/** What a network is given by the names of its inputs, in their order: rows in parts of the given widths. */
export function inputsOf(
  { inputs }: { inputs: readonly { name: string }[] },
  rows: Vector,
  n: number,
  widths: readonly number[],
): Record<string, Vector> {
  if (inputs.length !== widths.length)
    throw new Error(
      `The network has ${inputs.length} inputs, expected ${widths.length}: one, and one for each condition that it ` +
        'takes. Make or download the model folder again.',
    );
  return Object.fromEntries(split(rows, n, widths).map((part, i) => [inputs[i]!.name, part]));
}

/**
 * A path through rows, as `walk` through points: the first d numbers follow the curve, and those of conditions go
 * straight, so that the weights of a category blend.
 */
export function walkRows(rows: readonly Vector[], d: number, curve: Curve, loop: boolean): (time: number) => Vector {
  if (rows.every(({ length }) => length <= d)) return walk(rows, curve, loop);
  const part = (from: number, to?: number): Vector[] => rows.map((row) => row.subarray(from, to));
  const [point, given] = [walk(part(0, d), curve, loop), walk(part(d), 'lerp', loop)];
  return (time) => joined({ z: point(time), given: given(time) });
}
