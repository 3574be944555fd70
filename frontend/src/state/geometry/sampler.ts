import { CellMetrics, centresIn, cornersIn, type Cells } from '../../math/geometry/cells';
import { around, planeMetrics, type PlaneMetric } from '../../math/geometry/plane';
import type { Vector } from '../../math/vector';
import type { Samples } from '../../sources/source';
import type { Explorer } from '../explorer.svelte';
import { ENCODING, LANES } from '../lanes';
import type { Predicting } from '../predictor/predicting';
import { Unwanted, type Tracing } from './tracing';

/** The latent points that a map shows. */
export interface Surface {
  /** How far apart on the map the points of a difference are, to both sides. */
  readonly step: number;
  /** The points (n, d) at places (n, 2), and how near the data is to each, from 1 to 0. */
  at(places: Float32Array): { points: Vector; trust: Float32Array | null };
}

/** Numbers in the samples that are decoded at once, and samples; more of those that another network reads. */
const [MOST_VALUES, MOST_ROWS, MOST_READ] = [2 ** 22, 1024, 4096];
/**
 * Sides of cells, in steps of their surface, whose metrics are found from their corners: the differences across
 * smaller ones are lost in rounding errors, and larger ones hide what is in between.
 */
const [NARROWEST, WIDEST] = [2, 32];
/** Numbers in the samples that are kept for that: 128 MB. */
const MOST_KEPT = 2 ** 25;

/** Uses the samples (m, size) of the places from one to before another. */
type Use = (samples: Vector, from: number, to: number) => void | Promise<void>;

/** Decodes what fields need, piece by piece. */
export class Sampler {
  constructor(
    private readonly explorer: Explorer,
    private readonly tracing: Tracing,
    private readonly lane: 'ring' | 'fields',
    private readonly isWanted: () => boolean = () => true,
  ) {}

  /** The metrics at places (n, 2) of a surface. */
  async metrics(surface: Surface, places: Float32Array): Promise<PlaneMetric[]> {
    const found: PlaneMetric[] = [];
    await this.eachPiece(
      places.length / 2,
      Math.max(1, this.most() >> 2),
      (from, to) => surface.at(around(places.subarray(2 * from, 2 * to), surface.step)).points,
      (samples, from, to) => void found.push(...planeMetrics(samples, to - from, surface.step)),
    );
    return found;
  }

  /** The metrics of cells of a surface: at their centres, or from their corners. */
  async cellMetrics(surface: Surface, cells: Cells): Promise<PlaneMetric[]> {
    if (!this.canShare(surface, cells)) return this.metrics(surface, centresIn(cells));
    const metrics = new CellMetrics(cells);
    await this.eachPiece(
      (cells.side + 1) ** 2,
      this.most(),
      (from, to) => surface.at(cornersIn(cells, from, to)).points,
      (samples, from, to) => metrics.add(samples, to - from),
    );
    return metrics.found;
  }

  /** How far points (n, d) move when they are decoded and encoded again, in latent units. */
  async returns(points: Vector): Promise<number[]> {
    const { model, folder } = this.explorer;
    const d = folder.latentDim;
    const found: number[] = [];
    await this.eachPoint(points, async (samples, from, to) => {
      const posterior = await model.encode(ENCODING[this.lane], samples, to - from);
      if (!posterior) throw new Unwanted();
      for (let i = from; i < to; i++) {
        let square = 0;
        for (let k = 0; k < d; k++) square += (posterior.mean[(i - from) * d + k]! - points[i * d + k]!) ** 2;
        found.push(Math.sqrt(square));
      }
    });
    return found;
  }

  /** Scores (n, k) of the predictor for points (n, d). */
  async predictions(predictor: Predicting, points: Vector): Promise<Vector> {
    const k = predictor.spec.names.length;
    const scores = new Float32Array((points.length / this.explorer.folder.latentDim) * k);
    const read = async (samples: Vector, from: number, to: number): Promise<void> => {
      scores.set(await predictor.read(samples, to - from, this.lane), from * k);
    };
    // the workers of the network wait at the end of each piece
    await this.eachPoint(points, read, this.most(MOST_READ));
    return scores;
  }

  /** The distance to the nearest encoded item, or the log-density of the aggregate posterior, at points (n, d). */
  async ofData(kind: 'distance' | 'density', points: Vector): Promise<ArrayLike<number>> {
    return this.tracing.run({ kind, points }, this.explorer.encoded.data, LANES[this.lane], this.isWanted);
  }

  private canShare({ step }: Surface, { left, right, bottom, top, side }: Cells): boolean {
    const sides = [right - left, top - bottom].map((length) => length / (side * step));
    return (
      Math.min(...sides) >= NARROWEST &&
      Math.max(...sides) <= WIDEST &&
      (side + 2) * this.explorer.folder.output.size <= MOST_KEPT
    );
  }

  private most(rows = MOST_ROWS): number {
    return Math.max(4, Math.min(rows, Math.floor(MOST_VALUES / this.explorer.folder.output.size)));
  }

  private eachPoint(points: Vector, use: Use, most = this.most()): Promise<void> {
    const d = this.explorer.folder.latentDim;
    return this.eachPiece(points.length / d, most, (from, to) => points.slice(from * d, to * d), use);
  }

  /**
   * Decodes n places in pieces, each while the one before is used. `pointsOf` returns the points from one place to
   * before another, as many for each; their values are valid until `use` is done.
   */
  private async eachPiece(
    n: number,
    most: number,
    pointsOf: (from: number, to: number) => Vector,
    use: Use,
  ): Promise<void> {
    const { model, folder } = this.explorer;
    const ends = (from: number): [number, number] => [from, Math.min(n, from + most)];
    const ask = (from: number, lane: keyof typeof LANES): Promise<Samples | null> => {
      const points = pointsOf(...ends(from));
      const samples = model.decode(LANES[lane], points, points.length / folder.latentDim, true);
      // what is not awaited any more may fail
      samples.catch(() => undefined);
      return samples;
    };
    let next = n ? ask(0, this.lane) : null;
    for (let from = 0, piece = 1; from < n; from += most, piece++) {
      if (!this.isWanted()) throw new Unwanted();
      const samples = await next!;
      if (!samples) throw new Unwanted();
      // in another lane, as the newest request of a lane supersedes those before
      if (from + most < n) next = ask(from + most, piece % 2 ? 'ahead' : this.lane);
      await use(samples.numbers as Vector, ...ends(from));
      samples.release();
    }
  }
}
