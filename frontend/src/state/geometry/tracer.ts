import type { Exact } from '../../math/geometry/differences';
import { settle } from '../../math/geometry/geodesic';
import type { Graph } from '../../math/geometry/graph';
import { measure, type Measures } from '../../math/geometry/measures';
import { Neighbours } from '../../math/geometry/neighbours';
import { codesOf, graphOf, through } from '../../math/geometry/through';
import type { Vector } from '../../math/vector';

/** What is computed of a decoder's geometry. */
export type Task =
  /** Makes a path of n rows (n, d + w) even. */
  | { kind: 'even'; rows: Vector; n: number }
  /** A path of n points through the encoded data. */
  | { kind: 'data'; start: Vector; end: Vector; n: number }
  /** Measures a path of n rows (n, d + w). */
  | { kind: 'measure'; rows: Vector; n: number };

/** What comes of each kind of task: rows (n, d + w), points (n, d), and measures. */
export interface Results {
  even: Vector;
  data: Vector;
  measure: Measures;
}

/** Computes the geometry of one decoder and its encoded data; what several tasks need is made once. */
export class Tracer {
  private readonly codes: Vector;
  private made: { graph?: Graph; nearest?: Neighbours } = {};

  /** `means` (n, d) are the encoded data; null without any. */
  constructor(
    private readonly d: number,
    means: Vector | null,
  ) {
    this.codes = means ? codesOf(means, d) : new Float32Array();
  }

  /** Rejects with a sentence if there is no result. */
  async run(task: Task, decode: Exact): Promise<Results[Task['kind']]> {
    if (task.kind === 'even') return settle(decode, task.rows, task.n, this.d);
    if (task.kind === 'measure') return measure(decode, task.rows, task.n, this.d, this.nearest);
    this.made.graph ??= graphOf(this.codes, this.d);
    return through(this.made.graph, task.start, task.end, task.n);
  }

  private get nearest(): Neighbours | null {
    return this.codes.length ? (this.made.nearest ??= new Neighbours(this.codes, this.d)) : null;
  }
}
