/** Paths through encoded data, as in src/latentwalk/paths/data.py. */
import { Graph } from './graph';

/** Each item is connected with this many. */
const NEIGHBOURS = 10;
/** More items are thinned out evenly, and those of many dimensions further: all pairs may have to be compared. */
const MOST_ITEMS = 20_000;
const MOST_NUMBERS = 2 ** 20;
/** How often corners are cut; a fifth round would move the curve by a thousandth of an edge. */
const ROUNDS = 4;

/** The items, by index, that are looked at of n with d dimensions: evenly thinned out if there are too many. */
export function itemsOf(n: number, d: number): Int32Array {
  const count = Math.min(n, MOST_ITEMS, Math.floor(MOST_NUMBERS / d));
  return Int32Array.from({ length: count }, (_, i) => (count > 1 ? Math.round((i * (n - 1)) / (count - 1)) : 0));
}

/** The means (n, d) of encoded data, each place only once. */
export function codesOf(means: Float32Array, d: number): Float32Array<ArrayBuffer> {
  const n = means.length / d;
  const codes = new Float32Array(means.length);
  const seen = new Set<string>();
  for (let i = 0; i < n; i++) {
    const code = means.subarray(i * d, (i + 1) * d);
    const key = code.join();
    if (seen.has(key)) continue;
    codes.set(code, seen.size * d);
    seen.add(key);
  }
  return codes.slice(0, seen.size * d);
}

/** The graph of codes (n, d). */
export function graphOf(codes: Float32Array<ArrayBuffer>, d: number): Graph {
  return new Graph(codes, d, NEIGHBOURS);
}

/** The smoothed shortest path between two points, (n, d) evenly spaced in length. */
export function through(
  graph: Graph,
  start: Float32Array<ArrayBuffer>,
  end: Float32Array<ArrayBuffer>,
  n: number,
): Float32Array<ArrayBuffer> {
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
