import { dot, norm, type Vector } from './vector';

/** Straight segments, great arcs, or a natural cubic spline; and what the model decides: see `Found`. */
export type Curve = 'lerp' | 'slerp' | 'spline' | Found;
/** Paths that have to be found for a model: along which samples change evenly, and through the encoded data. */
export type Found = 'even' | 'data';
export const CURVES: readonly Curve[] = ['lerp', 'slerp', 'spline', 'even', 'data'];
/** Points at equal times from one stop to the next: a leg that was found. */
export type Leg = readonly Vector[];

export function isFound(curve: Curve): curve is Found {
  return curve === 'even' || curve === 'data';
}

/**
 * A path through latent points: a function from time to a point, in which each segment takes 1. A loop returns to the
 * first point. The curves are those of `latentwalk walk`. A segment of a path that has to be found follows its leg, and
 * is straight without one.
 */
export function walk(
  points: readonly ArrayLike<number>[],
  curve: Curve,
  loop: boolean,
  legs: readonly (Leg | null)[] = [],
): (time: number) => Vector {
  const stops = loop ? [...points, points[0]!] : points;
  const segments = stops.length - 1;
  if (segments < 1) return () => Float32Array.from(stops[0] ?? []);
  const between =
    curve === 'spline' ? spline(stops, loop) : curve === 'slerp' ? slerp : isFound(curve) ? following(legs) : lerp;
  return (time) => {
    const clamped = Math.max(0, Math.min(segments, time));
    const segment = Math.min(segments - 1, Math.floor(clamped));
    return between(stops[segment]!, stops[segment + 1]!, clamped - segment, segment);
  };
}

/** The point at a share t of a segment, from one stop to the next. */
type Between = (a: ArrayLike<number>, b: ArrayLike<number>, t: number, segment: number) => Vector;

/** The number of segments of a path through n points. */
export function segments(n: number, loop: boolean): number {
  return n < 2 ? 0 : loop ? n : n - 1;
}

/** The times of `frames` frames, evenly spaced; in a loop the last frame is the one before the first. */
export function times(n: number, loop: boolean, frames: number): number[] {
  const end = segments(n, loop);
  return Array.from({ length: frames }, (_, i) => (end * i) / (loop ? frames : Math.max(1, frames - 1)));
}

function lerp(a: ArrayLike<number>, b: ArrayLike<number>, t: number): Vector {
  return Float32Array.from(a, (value, i) => (1 - t) * value + t * b[i]!);
}

/** Along the leg of a segment. */
function following(legs: readonly (Leg | null)[]): Between {
  return (a, b, t, segment) => {
    const leg = legs[segment];
    if (!leg) return lerp(a, b, t);
    const at = t * (leg.length - 1);
    const knot = Math.min(leg.length - 2, Math.floor(at));
    return lerp(leg[knot]!, leg[knot + 1]!, at - knot);
  };
}

/** Spherical interpolation (Shoemake, 1985), with the distance from the origin interpolated separately. */
function slerp(a: ArrayLike<number>, b: ArrayLike<number>, t: number): Vector {
  const [from, to] = [norm(a), norm(b)];
  const angle = Math.acos(Math.max(-1, Math.min(1, dot(a, b) / (from * to))));
  // no arc is defined from or to the origin, or between parallel or opposite points
  if (!(Math.sin(angle) >= 1e-6)) return lerp(a, b, t);
  const length = ((1 - t) * from + t * to) / Math.sin(angle);
  const [p, q] = [(length * Math.sin((1 - t) * angle)) / from, (length * Math.sin(t * angle)) / to];
  return Float32Array.from(a, (value, i) => p * value + q * b[i]!);
}

/** The cubic spline with unit knots: natural, or periodic for a loop. */
function spline(stops: readonly ArrayLike<number>[], loop: boolean): Between {
  const bend = bends(stops, loop);
  return (a, b, t, segment) => {
    const s = 1 - t;
    const [p, q] = [(s ** 3 - s) / 6, (t ** 3 - t) / 6];
    return Float32Array.from(
      a,
      (value, i) => s * value + t * b[i]! + p * bend[segment]![i]! + q * bend[segment + 1]![i]!,
    );
  };
}

/** The spline's second derivatives at its knots, from the continuity of its slope, by Gaussian elimination. */
function bends(stops: readonly ArrayLike<number>[], loop: boolean): number[][] {
  const k = stops.length - 1;
  const d = stops[0]!.length;
  const system = stops.map(() => new Array<number>(k + 1).fill(0));
  const right = stops.map(() => new Array<number>(d).fill(0));
  const curvature = (before: number, at: number, after: number): number[] =>
    Array.from({ length: d }, (_, i) => 6 * (stops[before]![i]! - 2 * stops[at]![i]! + stops[after]![i]!));
  for (let i = 1; i < k; i++) {
    system[i]!.splice(i - 1, 3, 1, 4, 1);
    right[i] = curvature(i - 1, i, i + 1);
  }
  if (loop) {
    // the two ends are one knot, with one curvature and one slope
    system[0]![0] = 1;
    system[0]![k] = -1;
    for (const [column, value] of [
      [0, 2],
      [1, 1],
      [k - 1, 1],
      [k, 2],
    ] as const)
      system[k]![column]! += value;
    right[k] = curvature(k - 1, 0, 1);
  } else system[0]![0] = system[k]![k] = 1;
  return solve(system, right);
}

function solve(system: number[][], right: number[][]): number[][] {
  const n = system.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++)
      if (Math.abs(system[i]![column]!) > Math.abs(system[pivot]![column]!)) pivot = i;
    [system[column], system[pivot]] = [system[pivot]!, system[column]!];
    [right[column], right[pivot]] = [right[pivot]!, right[column]!];
    for (let i = 0; i < n; i++) {
      const factor = i === column ? 0 : system[i]![column]! / system[column]![column]!;
      if (!factor) continue;
      for (let j = column; j < n; j++) system[i]![j]! -= factor * system[column]![j]!;
      for (let j = 0; j < right[i]!.length; j++) right[i]![j]! -= factor * right[column]![j]!;
    }
  }
  return right.map((values, i) => values.map((value) => value / system[i]![i]!));
}
