import type { Exact } from '../../../src/math/geometry/differences';

/** A decoder of points (d,) with a known geometry. */
export function decoding(d: number, sample: (z: number[]) => number[]): Exact {
  return async (rows, n) => {
    const width = rows.length / n;
    return Float32Array.from(
      Array.from({ length: n }, (_, i) => sample([...rows.subarray(i * width, i * width + d)])).flat(),
    );
  };
}

const PLANE = [
  [1, -2, 0.5],
  [0.25, 1, 3],
];
export const plane = decoding(2, (z) => PLANE[0]!.map((value, i) => z[0]! * value + z[1]! * PLANE[1]![i]!));
/** The height is stretched, so that straight lines are not even. */
export const cylinder = decoding(2, ([angle, height]) => [Math.cos(angle!), Math.sin(angle!), Math.sinh(height!)]);
/** Of longitude and latitude. */
export const onSphere = ([longitude, latitude]: number[]): number[] => [
  Math.cos(latitude!) * Math.cos(longitude!),
  Math.cos(latitude!) * Math.sin(longitude!),
  Math.sin(latitude!),
];
export const sphere = decoding(2, onSphere);
export const constant = decoding(2, () => [1, 1, 1, 1]);

/** Points on the straight line from a to b, (n, d). */
export function line(a: readonly number[], b: readonly number[], n: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: n * a.length }, (_, at) => {
    const [k, i] = [Math.floor(at / a.length), at % a.length];
    return a[i]! + (k / (n - 1)) * (b[i]! - a[i]!);
  });
}
