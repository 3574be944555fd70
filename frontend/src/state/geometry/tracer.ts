import { logDensities } from '../../math/geometry/density';
import type { Exact } from '../../math/geometry/differences';
import { settle } from '../../math/geometry/geodesic';
import type { Graph } from '../../math/geometry/graph';
import { measure, type Measures } from '../../math/geometry/measures';
import { Neighbours } from '../../math/geometry/neighbours';
import { codesOf, graphOf, through } from '../../math/geometry/through';
import type { Posteriors } from '../../math/posterior';
import { row, type Vector } from '../../math/vector';

/** What is computed of a decoder's geometry. */
export type Task =
  /** Makes a path of n rows (n, d + w) even. */
  | { kind: 'even'; rows: Vector; n: number }
  /** A path of n points through the encoded data. */
  | { kind: 'data'; start: Vector; end: Vector; n: number }
  /** Measures a path of n rows (n, d + w). */
  | { kind: 'measure'; rows: Vector; n: number }
  /** The distances from points (n, d) to the nearest encoded item. */
  | { kind: 'distance'; points: Vector }
  /** The logarithm of the aggregate posterior's density at points (n, d). */
  | { kind: 'density'; points: Vector };

/** What comes of each kind of task: rows (n, d + w), points (n, d), measures, and a number for each point. */
export interface Results {
  even: Vector;
  data: Vector;
  measure: Measures;
  distance: Float64Array;
  density: Float64Array;
}

/** Computes the geometry of one decoder and its encoded data; what several tasks need is made once. */
export class Tracer {
  private readonly codes: Vector;
  private made: { graph?: Graph; nearest?: Neighbours } = {};

  /** `data` is null without any. */
  constructor(
    private readonly d: number,
    private readonly data: Posteriors | null,
  ) {
    this.codes = data ? codesOf(data.mean, d) : new Float32Array();
  }

  /** Rejects with a sentence if there is no result. */
  async run(task: Task, decode: Exact): Promise<Results[Task['kind']]> {
    if (task.kind === 'even') return settle(decode, task.rows, task.n, this.d);
    if (task.kind === 'measure') return measure(decode, task.rows, task.n, this.d, this.nearest);
    if (task.kind === 'distance') return this.distances(task.points);
    if (task.kind === 'density') return logDensities(this.data!, task.points);
    this.made.graph ??= graphOf(this.codes, this.d);
    return through(this.made.graph, task.start, task.end, task.n);
  }

  private distances(points: Vector): Float64Array {
    const { d, nearest } = this;
    return Float64Array.from({ length: points.length / d }, (_, i) => nearest!.distance(row(points, i, d)));
  }

  private get nearest(): Neighbours | null {
    return this.codes.length ? (this.made.nearest ??= new Neighbours(this.codes, this.d)) : null;
  }
}
