import { nearestSatisfying } from '../linearized';
import { minus, norm, type Vector } from '../vector';

/** The same as in Python (`paths/counterfactual.py`). */
/** The nearest points behind the boundary from which it is approached, and from how many it is followed. */
const [STARTS, FOLLOWED] = [24, 3];
/** Points along a line between which a crossing is searched, and how often. */
const [PLACES, ROUNDS] = [33, 3];
/** Latent units to both sides of a point for the gradient, times its coordinate where that is larger than 1. */
const STEP = 2 ** -7;
/** More dimensions have too many directions: the boundary is approached, but not followed. */
const MOST_DIMENSIONS = 512;
/** The most steps along the boundary, and the share by which each must shorten the distance. */
const [STEPS, GAIN] = [30, 1e-5];
/** How far a step may lead beyond the line to a point, which is one of the places along it, and its shortest share. */
const [BEYOND, SHORTEST] = [1.6, 1e-3];
/** How far behind all boundaries a step leads, as a share of its length. */
const INSIDE = 0.03;

/** How far points (n, d) are behind each of k boundaries, (n, k): negative before one. */
export type Margins = (points: Vector, n: number) => Promise<ArrayLike<number>>;

/**
 * The nearest point (d,) behind all of `k` boundaries that was found, just behind them: from points behind them,
 * (n, d), the nearest of which should be first, they are followed to where they are nearest to `start`. `start` itself
 * if that is behind them; null if none of the points is.
 */
export async function counterfactual(each: Margins, k: number, start: Vector, points: Vector): Promise<Vector | null> {
  const margins: Margins = async (asked, count) => least(await each(asked, count), k);
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
  const distances = new Map<Vector, number>();
  for (const point of crossed) distances.set(point, await flatDistance(each, k, start, point));
  crossed.sort((a, b) => distances.get(a)! - distances.get(b)!);
  const found: Vector[] = [];
  for (const point of crossed.slice(0, FOLLOWED)) found.push(await followed(each, k, start, point));
  return found.sort((a, b) => apart(a, start) - apart(b, start))[0] ?? null;
}

/** The distance from `start`, in latent units, of the boundaries if they were flat from a point on. */
async function flatDistance(each: Margins, k: number, start: Vector, point: Vector): Promise<number> {
  const foot = start.length <= MOST_DIMENSIONS ? footOf(start, point, await linearized(each, k, point)) : null;
  return apart(foot ?? point, start);
}

const apart = (a: Vector, b: Vector): number => norm(minus(a, b));

/** The point `share` of the way from one to another. */
export function between(from: Vector, to: Vector, share: number): Vector {
  return from.map((value, i) => value + share * (to[i]! - value));
}

/** The least (n,) of margins (n, k). */
function least(margins: ArrayLike<number>, k: number): number[] {
  return Array.from({ length: margins.length / k }, (_, i) => {
    let found = margins[i * k]!;
    for (let c = 1; c < k; c++) found = Math.min(found, margins[i * k + c]!);
    return found;
  });
}

/** The point to which the boundaries lead when they are followed from a point. */
async function followed(each: Margins, k: number, start: Vector, point: Vector): Promise<Vector> {
  const margins: Margins = async (points, n) => least(await each(points, n), k);
  let best = point;
  let length = 1;
  for (let step = 0; step < STEPS && start.length <= MOST_DIMENSIONS; step++) {
    const foot = footOf(start, best, await linearized(each, k, best));
    if (!foot) break;
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

/**
 * The point (d,) nearest to `start` behind the tangents at `best`; null without any. If they contradict each other,
 * which tangents of curves can, the nearest boundary alone counts.
 */
function footOf(start: Vector, best: Vector, { slopes, gaps }: Linearized): Vector | null {
  // `best` is less than the precision of crossings behind the nearest boundary
  const nearest = gaps.indexOf(Math.min(...gaps));
  const left = gaps.map((gap) => gap - gaps[nearest]!);
  const foot = nearestSatisfying(start, best, slopes, left);
  if (!foot) {
    const only = nearestSatisfying(start, best, [slopes[nearest]!], [0]);
    return only && Float32Array.from(only);
  }
  // a line to where several boundaries meet may miss what is behind all of them
  const far = INSIDE * norm(minus(Float32Array.from(foot), best));
  const behind = nearestSatisfying(
    start,
    best,
    slopes,
    left.map((gap, i) => gap - far * norm(slopes[i]!)),
  );
  return behind && Float32Array.from(behind);
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

/** How far a point is behind each boundary, and the gradients (k, d) of that. */
interface Linearized {
  gaps: number[];
  slopes: Vector[];
}

/** By central differences. */
async function linearized(each: Margins, k: number, point: Vector): Promise<Linearized> {
  const d = point.length;
  const points = new Float32Array((2 * d + 1) * d);
  for (let i = 0; i <= 2 * d; i++) points.set(point, i * d);
  const steps = point.map((value) => STEP * Math.max(1, Math.abs(value)));
  for (let i = 0; i < d; i++) {
    points[i * d + i]! += steps[i]!;
    points[(d + i) * d + i]! -= steps[i]!;
  }
  const found = await each(points, 2 * d + 1);
  const numbers = Array.from({ length: k }, (_, c) => c);
  return {
    gaps: numbers.map((c) => found[2 * d * k + c]!),
    slopes: numbers.map((c) => steps.map((step, i) => (found[i * k + c]! - found[(d + i) * k + c]!) / (2 * step))),
  };
}
