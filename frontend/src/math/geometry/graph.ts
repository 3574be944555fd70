import { Neighbours } from './neighbours';

/**
 * Points, each connected with its k nearest in both directions; edges are as long as the straight line (after Chen et
 * al., "Fast approximate geodesics for deep generative models", 2018, as in src/latentwalk/paths/graph.py).
 */
export class Graph {
  private readonly n: number;
  private readonly k: number;
  /** The k nearest of each point, and how far they are: (n, k). */
  private readonly near: Int32Array;
  private readonly far: Float64Array;

  /** Connects n points (n, d), all different, each with its `most` nearest, or all others if there are fewer. */
  constructor(
    private readonly points: Float32Array,
    private readonly d: number,
    private readonly most: number,
  ) {
    const n = (this.n = points.length / d);
    const k = (this.k = Math.min(most, n - 1));
    this.near = new Int32Array(n * k);
    this.far = new Float64Array(n * k);
    const search = new Neighbours(points, d);
    for (let i = 0; i < n; i++) search.nearest(points.subarray(i * d, (i + 1) * d), k, this.near, this.far, i * k, i);
  }

  /**
   * The points (m, d) on the shortest way between two ends that are added to the graph, by Dijkstra's algorithm. Where
   * no way leads to the end, the shortest possible bridge is added from all points that are reached to all others.
   */
  between(start: Float32Array, end: Float32Array): Float64Array[] {
    const { points, d, n } = this;
    const added = new Float32Array(points.length + 2 * d);
    added.set(points);
    let count = n;
    // an end that is a point of the graph is not added
    const ends = [start, end].map((z) => {
      for (let i = 0; i < count; i++) if (equal(added, i * d, z)) return i;
      added.set(z, count * d);
      return count++;
    });
    const edges = this.edges(added.subarray(0, count * d), count);
    for (;;) {
      const { before, reached } = search(edges, count, ends[0]!, ends[1]!);
      if (reached[ends[1]!]) {
        const way = [ends[1]!];
        while (way[0] !== ends[0]) way.unshift(before[way[0]!]!);
        return way.map((i) => Float64Array.from(added.subarray(i * d, (i + 1) * d)));
      }
      this.bridge(edges, added, count, reached);
    }
  }

  /** The edges of the graph with some points more, `count` in all. */
  private edges(points: Float32Array, count: number): Edges {
    const { n, d } = this;
    const k = Math.min(this.most, count - 1);
    const near = new Int32Array(count * k);
    const far = new Float64Array(count * k).fill(Infinity);
    for (let i = 0; i < n; i++) {
      near.set(this.near.subarray(i * this.k, (i + 1) * this.k), i * k);
      far.set(this.far.subarray(i * this.k, (i + 1) * this.k), i * k);
    }
    for (let added = n; added < count; added++) {
      for (let i = 0; i < added; i++) {
        const length = distance(points, i * d, added * d, d);
        insert(near, far, i * k, k, added, length);
        insert(near, far, added * k, k, i, length);
      }
    }
    return { ...joined(near, far, count, k), bridges: new Map() };
  }

  /** Connects the points that are reached, and the others, where they are nearest. */
  private bridge(edges: Edges, points: Float32Array, count: number, reached: Uint8Array): void {
    const { d } = this;
    const parts = [0, 1].map((part) =>
      Int32Array.from({ length: count }, (_, i) => i).filter((i) => reached[i] === part),
    );
    const others = new Float32Array(parts[0]!.length * d);
    parts[0]!.forEach((i, k) => others.set(points.subarray(i * d, (i + 1) * d), k * d));
    const search = new Neighbours(others, d);
    const [found, length] = [new Int32Array(1), new Float64Array(1)];
    let [least, from, to] = [Infinity, 0, 0];
    for (const i of parts[1]!) {
      search.nearest(points.subarray(i * d, (i + 1) * d), 1, found, length);
      if (length[0]! < least) [least, from, to] = [length[0]!, i, parts[0]![found[0]!]!];
    }
    for (const [a, b] of [
      [from, to],
      [to, from],
    ] as const)
      edges.bridges.set(a, [...(edges.bridges.get(a) ?? []), [b, least]]);
  }
}

/** Edges in both directions: those of point i are from `first[i]` to `first[i + 1]`; bridges were added later. */
interface Edges {
  first: Int32Array;
  to: Int32Array;
  length: Float64Array;
  bridges: Map<number, [to: number, length: number][]>;
}

/** Lists of the nearest as edges in both directions, some of them twice. */
function joined(near: Int32Array, far: Float64Array, n: number, k: number): Pick<Edges, 'first' | 'to' | 'length'> {
  const first = new Int32Array(n + 1);
  for (let at = 0; at < n * k; at++) {
    first[Math.floor(at / k) + 1]!++;
    first[near[at]! + 1]!++;
  }
  for (let i = 0; i < n; i++) first[i + 1]! += first[i]!;
  const place = first.slice();
  const to = new Int32Array(2 * n * k);
  const length = new Float64Array(2 * n * k);
  for (let at = 0; at < n * k; at++) {
    const [i, j] = [Math.floor(at / k), near[at]!];
    for (const [a, b] of [
      [i, j],
      [j, i],
    ] as const) {
      const edge = place[a]!++;
      to[edge] = b;
      length[edge] = far[at]!;
    }
  }
  return { first, to, length };
}

/** For each point that is reached before `end`, and for `end`, the one before it. */
function search(edges: Edges, n: number, start: number, end: number): { before: Int32Array; reached: Uint8Array } {
  const before = new Int32Array(n);
  const reached = new Uint8Array(n);
  const best = new Float64Array(n).fill(Infinity);
  const queue = new Queue();
  best[start] = 0;
  queue.put(start, 0);
  for (let i = queue.take(); i >= 0; i = queue.take()) {
    if (reached[i]) continue;
    reached[i] = 1;
    if (i === end) break;
    const visit = (j: number, length: number): void => {
      const whole = best[i]! + length;
      if (whole >= best[j]!) return;
      best[j] = whole;
      before[j] = i;
      queue.put(j, whole);
    };
    for (let edge = edges.first[i]!; edge < edges.first[i + 1]!; edge++) visit(edges.to[edge]!, edges.length[edge]!);
    for (const [j, length] of edges.bridges.get(i) ?? []) visit(j, length);
  }
  return { before, reached };
}

/** A binary heap of points, the nearest first. */
class Queue {
  private readonly points: number[] = [];
  private readonly lengths: number[] = [];

  put(point: number, length: number): void {
    const { points, lengths } = this;
    let at = points.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (lengths[parent]! <= length) break;
      points[at] = points[parent]!;
      lengths[at] = lengths[parent]!;
      at = parent;
    }
    points[at] = point;
    lengths[at] = length;
  }

  /** Removes the nearest point; -1 if there is none. */
  take(): number {
    const { points, lengths } = this;
    const nearest = points[0] ?? -1;
    const point = points.pop();
    const length = lengths.pop();
    if (point === undefined || length === undefined || !points.length) return nearest;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= points.length) break;
      if (child + 1 < points.length && lengths[child + 1]! < lengths[child]!) child++;
      if (lengths[child]! >= length) break;
      points[at] = points[child]!;
      lengths[at] = lengths[child]!;
      at = child;
    }
    points[at] = point;
    lengths[at] = length;
    return nearest;
  }
}

/** Inserts a point into a sorted list of k; the farthest one is dropped. */
function insert(near: Int32Array, far: Float64Array, from: number, k: number, point: number, length: number): void {
  if (!(length < far[from + k - 1]!)) return;
  let at = from + k - 1;
  for (; at > from && far[at - 1]! > length; at--) {
    far[at] = far[at - 1]!;
    near[at] = near[at - 1]!;
  }
  far[at] = length;
  near[at] = point;
}

function distance(points: Float32Array, a: number, b: number, d: number): number {
  let square = 0;
  for (let i = 0; i < d; i++) square += (points[a + i]! - points[b + i]!) ** 2;
  return Math.sqrt(square);
}

function equal(points: Float32Array, at: number, z: Float32Array): boolean {
  return z.every((value, i) => points[at + i] === value);
}
