/** How much samples change where the point moves on a map: the pullback metric in the map's two directions. */
export interface PlaneMetric {
  xx: number;
  xy: number;
  yy: number;
}

/** Places (n, 2) to four each, (4 n, 2): `step` to the left and right of it, below and above. */
export function around(places: Float32Array, step: number): Float32Array<ArrayBuffer> {
  const four = new Float32Array(4 * places.length);
  for (let i = 0; i < places.length / 2; i++) {
    const [x, y] = [places[2 * i]!, places[2 * i + 1]!];
    four.set([x - step, y, x + step, y, x, y - step, x, y + step], 8 * i);
  }
  return four;
}

/**
 * The metrics at n places by central differences: of the samples (4 n, size) at the places `around` each. In the square
 * of the samples' values over the map's units.
 */
export function planeMetrics(samples: ArrayLike<number>, n: number, step: number): PlaneMetric[] {
  const size = samples.length / (4 * n);
  const scale = 1 / (2 * step) ** 2;
  return Array.from({ length: n }, (_, i) => {
    let [xx, xy, yy] = [0, 0, 0];
    for (let k = 0, at = 4 * i * size; k < size; k++, at++) {
      const x = samples[at + size]! - samples[at]!;
      const y = samples[at + 3 * size]! - samples[at + 2 * size]!;
      xx += x * x;
      xy += x * y;
      yy += y * y;
    }
    return { xx: scale * xx, xy: scale * xy, yy: scale * yy };
  });
}

/** The area of samples over the area of the map: the root of the determinant (Bishop et al., 1997). */
export function magnification({ xx, xy, yy }: PlaneMetric): number {
  return Math.sqrt(Math.max(0, xx * yy - xy * xy));
}

/**
 * How many times as much samples change in one direction of the map as in the one across: the root of the ratio of the
 * eigenvalues, which is the condition number of the Jacobian. Infinity where one direction changes nothing, and NaN
 * where none does.
 */
export function anisotropy(metric: PlaneMetric): number {
  const [most, least] = eigenvalues(metric);
  return Math.sqrt(most / least);
}

/**
 * Tissot's indicatrix: the ellipse of the steps that change samples equally, by 1. Half axes in units of the map, the
 * longer first, and the angle of that in radians. An axis is Infinity where nothing changes along it.
 */
export function indicatrix(metric: PlaneMetric): { major: number; minor: number; angle: number } {
  const [most, least] = eigenvalues(metric);
  const { xx, xy, yy } = metric;
  // across the direction of the greatest change
  return {
    major: 1 / Math.sqrt(least),
    minor: 1 / Math.sqrt(most),
    angle: Math.atan2(2 * xy, xx - yy) / 2 + Math.PI / 2,
  };
}

function eigenvalues({ xx, xy, yy }: PlaneMetric): [most: number, least: number] {
  const middle = (xx + yy) / 2;
  const spread = Math.hypot((xx - yy) / 2, xy);
  return [middle + spread, Math.max(0, middle - spread)];
}
