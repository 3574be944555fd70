/** Paths through encoded data, as in src/latentwalk/paths/data.py. */
import { Graph } from './graph';

/** Each item is connected with this many. */
const NEIGHBOURS = 10;
/** More items are thinned out evenly, and those of many dimensions further: all pairs may have to be compared. */
const MOST_ITEMS = 20_000;
const MOST_NUMBERS = 2 ** 20;
/** How often corners are cut; a fifth round would move the curve by a thousandth of an edge. */
const ROUNDS = 4;

/** Some of the means (n, d) of encoded data, evenly, and each place only once. */
export function codesOf(means: Float32Array, d: number): Float32Array<ArrayBuffer> {
  const n = means.length / d;
  const count = Math.min(n, MOST_ITEMS, Math.floor(MOST_NUMBERS / d));
  const codes = new Float32Array(count * d);
  const seen = new Set<string>();
  for (let i = 0; i < count; i++) {
    const from = count > 1 ? Math.round((i * (n - 1)) / (count - 1)) : 0;
    const code = means.subarray(from * d, (from + 1) * d);
    const key = code.join();
    if (seen.has(key)) continue;
    codes.set(code, seen.size * d);
    seen.add(key);
  }
  return codes.slice(0, seen.size * d);
}

/** The graph of codes (n, d). */
export function graphOf(codes: Float32Array, d: number): Graph {
  return new Graph(codes, d, NEIGHBOURS);
}

/** The smoothed shortest path between two points, (n, d) evenly spaced in length. */
export function through(graph: Graph, start: Float32Array, end: Float32Array, n: number): Float32Array<ArrayBuffer> {
  return spaced(smoothed(graph.between(start, end)), n);
}

/**
 * Cuts the corners of a polyline, again and again, and keeps its ends. The limit is the uniform quadratic B-spline with
 * these corners, and straight lines from the ends to it (Chaikin, "An algorithm for high-speed curve generation",
 * 1974).
 */
export function smoothed(corners: readonly Float64Array[]): readonly Float64Array[] {
  let curve = corners;
  for (let round = 0; round < ROUNDS && curve.length > 2; round++) {
    const cut = curve.slice(1).flatMap((next, i) => [mixed(curve[i]!, next, 0.25), mixed(curve[i]!, next, 0.75)]);
    curve = [curve[0]!, ...cut, curve.at(-1)!];
  }
  return curve;
}

/** Points (n, d) at equal distances along a polyline, from its first to its last. */
export function spaced(curve: readonly Float64Array[], n: number): Float32Array<ArrayBuffer> {
  const d = curve[0]!.length;
  const along = [0];
  for (let i = 1; i < curve.length; i++) along.push(along[i - 1]! + apart(curve[i - 1]!, curve[i]!));
  const points = new Float32Array(n * d);
  for (let k = 0, i = 0; k < n; k++) {
    const at = (along.at(-1)! * k) / (n - 1);
    while (i < curve.length - 2 && along[i + 1]! < at) i++;
    const length = along[i + 1]! - along[i]!;
    points.set(mixed(curve[i]!, curve[i + 1]!, length ? Math.min(1, (at - along[i]!) / length) : 0), k * d);
  }
  return points;
}

function mixed(a: Float64Array, b: Float64Array, share: number): Float64Array {
  return a.map((value, i) => value + share * (b[i]! - value));
}

function apart(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));
}
