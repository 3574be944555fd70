import { along, dot, minus, norm, unit, type Vector } from './vector';

/** A plane in latent space: an origin and two orthonormal directions, (d,) each. */
export interface Slice {
  origin: Vector;
  right: Vector;
  up: Vector;
}

/** The plane of two directions, the second of which is made perpendicular to the first. Null if they are parallel. */
export function slice(origin: Vector, right: ArrayLike<number>, up: ArrayLike<number>): Slice | null {
  const first = unit(right);
  const rest = along(up, -dot(up, first), first);
  if (norm(first) === 0 || norm(rest) < 1e-6 * Math.max(1, norm(up))) return null;
  return { origin, right: first, up: unit(rest) };
}

/** The projection of a point onto a slice. */
export function place({ origin, right, up }: Slice, z: ArrayLike<number>): [x: number, y: number] {
  const from = minus(z, origin);
  return [dot(from, right), dot(from, up)];
}

/** The projections (n, 2) of the rows of an (n, d) matrix. */
export function places({ origin, right, up }: Slice, data: Float32Array): Float32Array<ArrayBuffer> {
  const d = origin.length;
  const result = new Float32Array((data.length / d) * 2);
  const [x0, y0] = [dot(origin, right), dot(origin, up)];
  for (let at = 0, out = 0; at < data.length; at += d) {
    let x = -x0;
    let y = -y0;
    for (let i = 0; i < d; i++) {
      const value = data[at + i]!;
      x += value * right[i]!;
      y += value * up[i]!;
    }
    result[out++] = x;
    result[out++] = y;
  }
  return result;
}

/** The point z moved along the slice so that it projects to (x, y): its distance from the slice stays. */
export function moved(on: Slice, z: ArrayLike<number>, x: number, y: number): Vector {
  const [fromX, fromY] = place(on, z);
  return along(along(z, x - fromX, on.right), y - fromY, on.up);
}

/**
 * The ellipse of a diagonal Gaussian projected onto a slice, at one standard deviation: half axes, and the angle of the
 * first.
 */
export function shadow(
  { right, up }: Slice,
  logvar: ArrayLike<number>,
): { major: number; minor: number; angle: number } {
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < right.length; i++) {
    const variance = Math.exp(logvar[i]!);
    xx += variance * right[i]! * right[i]!;
    xy += variance * right[i]! * up[i]!;
    yy += variance * up[i]! * up[i]!;
  }
  const middle = (xx + yy) / 2;
  const spread = Math.hypot((xx - yy) / 2, xy);
  return {
    major: Math.sqrt(middle + spread),
    minor: Math.sqrt(Math.max(0, middle - spread)),
    angle: Math.atan2(2 * xy, xx - yy) / 2,
  };
}
