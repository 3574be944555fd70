import { unitVectors } from './basis';
import type { Decode } from './placing';
import { along, dot, row, type Vector } from './vector';

/** Latent units to both sides of a point, as in src/latentwalk/geometry/differences.py. */
export const STEP = 2 ** -7;
/** The same for samples of bytes, in whose rounding the changes of a smaller step are lost. */
export const BYTE_STEP = 2 ** -5;

/**
 * How each number of a sample changes along some directions of length 1 at a point z (d,), per latent unit: (size,) for
 * each direction, by central differences. The step, which may differ between them, is multiplied by the point's
 * coordinate along the direction where that is larger than 1. All samples are decoded together. Null if `decode` was
 * superseded.
 */
export async function slopes(
  decode: Decode,
  z: Vector,
  directions: readonly ArrayLike<number>[],
  step: number | readonly number[],
): Promise<Float32Array[] | null> {
  const [d, m] = [z.length, directions.length];
  const points = new Float32Array(2 * m * d);
  directions.forEach((direction, i) => {
    const away = (typeof step === 'number' ? step : step[i]!) * Math.max(1, Math.abs(dot(z, direction)));
    points.set(along(z, away, direction), i * d);
    points.set(along(z, -away, direction), (m + i) * d);
  });
  const numbers = await decode(points, 2 * m);
  if (!numbers) return null;
  const size = numbers.length / (2 * m);
  return directions.map((direction, i) => {
    // as far apart as single precision has them
    const apart = dot(row(points, i, d), direction) - dot(row(points, m + i, d), direction);
    const [there, back] = [i * size, (m + i) * size];
    const change = new Float32Array(size);
    for (let p = 0; p < size; p++) change[p] = (numbers[there + p]! - numbers[back + p]!) / apart;
    return change;
  });
}

/** The same along every dimension: the columns of the Jacobian. */
export function jacobian(decode: Decode, z: Vector, step: number): Promise<Float32Array[] | null> {
  return slopes(decode, z, unitVectors(z.length), step);
}
