import { gathered, row, same, type Vector } from '../vector';
import { insert, Neighbours } from './neighbours';

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
    private readonly points: Vector,
    private readonly d: number,
    private readonly most: number,
  ) {
    const n = (this.n = points.length / d);
    const k = (this.k = Math.min(most, n - 1));
    this.near = new Int32Array(n * k);
    this.far = new Float64Array(n * k);
    const search = new Neighbours(points, d);
    for (let i = 0; i < n; i++) search.nearest(row(points, i, d), k, this.near, this.far, i * k, i);
  }

  /**
   * The points (m, d) on the shortest way between two ends that are added to the graph, by Dijkstra's algorithm. Where
   * no way leads to the end, the shortest possible bridge is added from all points that are reached to all others.
   */
  between(start: Vector, end: Vector): Float64Array[] {
    const { points, d, n } = this;
    const added = new Float32Array(points.length + 2 * d);
    added.set(points);
    let count = n;
    // an end that is a point of the graph is not added
    const ends = [start, end].map((z) => {
      for (let i = 0; i < count; i++) if (same(row(added, i, d), z)) return i;
      added.set(z, count * d);
      return count++;
    });
    const edges = this.edges(added.subarray(0, count * d), count);
    for (;;) {
      const { before, reached } = search(edges, ends[0]!, ends[1]!);
      if (reached[ends[1]!]) {
        const way = [ends[1]!];
        while (way[0] !== ends[0]) way.unshift(before[way[0]!]!);
        return way.map((i) => Float64Array.from(row(added, i, d)));
      }
      this.bridge(edges, added, reached);
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
    const edges: Edges = { to: [], length: [] };
    for (let i = 0; i < count; i++) [edges.to[i], edges.length[i]] = [[], []];
    for (let at = 0; at < count * k; at++) connect(edges, Math.floor(at / k), near[at]!, far[at]!);
    return edges;
  }

  /** Connects the points that are reached, and the others, where they are nearest. */
  private bridge(edges: Edges, points: Vector, reached: Uint8Array): void {
    const { d } = this;
    const all = edges.to.map((_, i) => i);
    const others = all.filter((i) => !reached[i]);
    const search = new Neighbours(gathered(points, others, d), d);
    const [found, length] = [new Int32Array(1), new Float64Array(1)];
    let [least, from, to] = [Infinity, 0, 0];
    for (const i of all.filter((one) => reached[one])) {
      search.nearest(row(points, i, d), 1, found, length);
      if (length[0]! < least) [least, from, to] = [length[0]!, i, others[found[0]!]!];
    }
    connect(edges, from, to, least);
  }
}

/** The edges from each point: to which points, and how long they are. Some are there twice. */
interface Edges {
  to: number[][];
  length: number[][];
}

/** Adds an edge in both directions. */
function connect({ to, length }: Edges, a: number, b: number, long: number): void {
  to[a]!.push(b);
  to[b]!.push(a);
  length[a]!.push(long);
  length[b]!.push(long);
}

/** For each point that is reached before `end`, and for `end`, the one before it. */
function search({ to, length }: Edges, start: number, end: number): { before: Int32Array; reached: Uint8Array } {
  const before = new Int32Array(to.length);
  const reached = new Uint8Array(to.length);
  const best = new Float64Array(to.length).fill(Infinity);
  const queue = new Queue();
  best[start] = 0;
  queue.put(start, 0);
  for (let i = queue.take(); i >= 0; i = queue.take()) {
    if (reached[i]) continue;
    reached[i] = 1;
    if (i === end) break;
    for (const [edge, j] of to[i]!.entries()) {
      const whole = best[i]! + length[i]![edge]!;
      if (whole >= best[j]!) continue;
      best[j] = whole;
      before[j] = i;
      queue.put(j, whole);
    }
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

function distance(points: Float32Array, a: number, b: number, d: number): number {
  let square = 0;
  for (let i = 0; i < d; i++) square += (points[a + i]! - points[b + i]!) ** 2;
  return Math.sqrt(square);
}
