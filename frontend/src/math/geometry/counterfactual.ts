import { dot, minus, norm, type Vector } from '../vector';

/** The same as in Python (`paths/counterfactual.py`). */
/** The nearest points behind the boundary from which it is approached, and from how many crossings it is followed. */
const [STARTS, FOLLOWED] = [6, 3];
/** Points along a line between which a crossing is searched, and how often. */
const [PLACES, ROUNDS] = [33, 3];
/** Latent units to both sides of a point for the gradient, times its coordinate where that is larger than 1. */
const STEP = 2 ** -7;
/** More dimensions have too many directions: the boundary is approached, but not followed. */
const MOST_DIMENSIONS = 512;
/** The most steps along the boundary, and the share by which each must shorten the distance. */
const [STEPS, GAIN] = [30, 1e-5];
/** How far a step may lead beyond the line to a point, and the shortest share of it that is tried. */
const [BEYOND, SHORTEST] = [1.5, 1e-3];

/** How far points (n, d) are behind a boundary: negative before it. */
export type Margins = (points: Vector, n: number) => Promise<ArrayLike<number>>;

/**
 * The nearest point (d,) of a boundary that was found, just behind it: from points behind it, (n, d), the nearest of
 * which should be first, it is followed to where it is nearest to `start`. `start` itself if that is behind it; null if
 * none of the points is.
 */
export async function counterfactual(margins: Margins, start: Vector, points: Vector): Promise<Vector | null> {
  if ((await margins(start, 1))[0]! >= 0) return start;
  const d = start.length;
  const n = points.length / d;
  const behind = n ? await margins(points, n) : [];
  const crossed: Vector[] = [];
  for (let i = 0; i < n && crossed.length < STARTS; i++) {
    if (!(behind[i]! >= 0)) continue;
    const point = points.slice(i * d, (i + 1) * d);
    const share = await crossing(margins, start, point);
    if (share !== null) crossed.push(between(start, point, share));
  }
  const nearer = (a: Vector, b: Vector): number => apart(a, start) - apart(b, start);
  const found: Vector[] = [];
  for (const point of crossed.sort(nearer).slice(0, FOLLOWED)) found.push(await followed(margins, start, point));
  return found.sort(nearer)[0] ?? null;
}

const apart = (a: Vector, b: Vector): number => norm(minus(a, b));

/** The point `share` of the way from one to another. */
export function between(from: Vector, to: Vector, share: number): Vector {
  return from.map((value, i) => value + share * (to[i]! - value));
}

/** The point to which the boundary leads when it is followed from one of its points. */
async function followed(margins: Margins, start: Vector, point: Vector): Promise<Vector> {
  let best = point;
  let length = 1;
  for (let step = 0; step < STEPS && start.length <= MOST_DIMENSIONS; step++) {
    const slope = await gradient(margins, best);
    const square = dot(slope, slope);
    if (!(square > 0)) break;
    // the foot of the perpendicular on the boundary's tangent
    const share = dot(slope, minus(best, start)) / square;
    const foot = start.map((value, i) => value + share * slope[i]!);
    const before = apart(best, start);
    let nearest = best;
    // shorter steps are tried until they lead no nearer: where it curves, the foot is too far
    for (; length > SHORTEST; length /= 2) {
      const far = between(start, between(best, foot, length), BEYOND);
      const at = await crossing(margins, start, far);
      const there = at === null ? null : between(start, far, at);
      if (there && apart(there, start) < apart(nearest, start)) nearest = there;
      else if (nearest !== best) break;
    }
    const gain = before - apart(nearest, start);
    best = nearest;
    length = Math.min(1, 4 * length);
    if (!(gain > GAIN * before)) break;
  }
  return best;
}

/** The share of the way at which a line first crosses the boundary; null if it does not. */
async function crossing(margins: Margins, start: Vector, end: Vector): Promise<number | null> {
  const d = start.length;
  let [low, high] = [0, 1];
  for (let round = 0; round < ROUNDS; round++) {
    const shares = Array.from({ length: PLACES }, (_, i) => low + (i / (PLACES - 1)) * (high - low));
    const points = new Float32Array(PLACES * d);
    shares.forEach((share, i) => points.set(between(start, end, share), i * d));
    const found = await margins(points, PLACES);
    const first = shares.findIndex((share, i) => share > 0 && found[i]! >= 0);
    if (first < 0) return null;
    [low, high] = [shares[Math.max(0, first - 1)]!, shares[first]!];
  }
  return high;
}

/** The gradient (d,) of the margin at a point, by central differences. */
async function gradient(margins: Margins, point: Vector): Promise<Vector> {
  const d = point.length;
  const points = new Float32Array(2 * d * d);
  const steps = point.map((value) => STEP * Math.max(1, Math.abs(value)));
  for (let i = 0; i < d; i++)
    for (const [half, sign] of [
      [0, 1],
      [d, -1],
    ] as const) {
      points.set(point, (half + i) * d);
      points[(half + i) * d + i]! += sign * steps[i]!;
    }
  const found = await margins(points, 2 * d);
  return steps.map((step, i) => (found[i]! - found[d + i]!) / (2 * step));
}
