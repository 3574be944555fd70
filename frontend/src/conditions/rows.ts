import type { Vector } from '../math/vector';

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
