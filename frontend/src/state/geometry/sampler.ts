import { around, planeMetrics, type PlaneMetric } from '../../math/geometry/plane';
import type { Vector } from '../../math/vector';
import type { Explorer } from '../explorer.svelte';
import { ENCODING, LANES } from '../lanes';
import type { Predicting } from '../predictor/predicting.svelte';
import { Unwanted, type Tracing } from './tracing';

/** The latent points that a map shows. */
export interface Surface {
  /** How far apart on the map the points of a difference are, to both sides. */
  readonly step: number;
  /** The points (n, d) at places (n, 2), and how near the data is to each, from 1 to 0. */
  at(places: Float32Array): { points: Vector; trust: Float32Array | null };
}

/** Numbers in the samples that are decoded at once, and samples. */
const [MOST_VALUES, MOST_ROWS] = [2 ** 22, 1024];

/** Decodes what fields need, piece by piece, in one lane. */
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
    const n = places.length / 2;
    const most = Math.max(1, this.most >> 2);
    for (let from = 0; from < n; from += most) {
      const some = places.subarray(2 * from, 2 * Math.min(n, from + most));
      const { points } = surface.at(around(some, surface.step));
      const count = some.length / 2;
      found.push(...(await this.decoded(points, 4 * count, (samples) => planeMetrics(samples, count, surface.step))));
    }
    return found;
  }

  /** How far points (n, d) move when they are decoded and encoded again, in latent units. */
  async returns(points: Vector): Promise<number[]> {
    const { model, folder } = this.explorer;
    const d = folder.latentDim;
    const found: number[] = [];
    for (let from = 0; from < points.length; from += this.most * d) {
      const some = points.slice(from, from + this.most * d);
      const n = some.length / d;
      const samples = await this.decoded(some, n, (numbers) => numbers.slice());
      const posterior = await model.encode(ENCODING[this.lane], samples, n);
      if (!posterior) throw new Unwanted();
      for (let i = 0; i < n; i++) {
        let square = 0;
        for (let k = i * d; k < (i + 1) * d; k++) square += (posterior.mean[k]! - some[k]!) ** 2;
        found.push(Math.sqrt(square));
      }
    }
    return found;
  }

  /** Scores (n, k) of the predictor for points (n, d), piece by piece. */
  async predictions(predictor: Predicting, points: Vector): Promise<Vector> {
    const d = this.explorer.folder.latentDim;
    const k = predictor.spec.names.length;
    const scores = new Float32Array((points.length / d) * k);
    for (let from = 0; from < points.length / d; from += this.most) {
      const some = points.slice(from * d, (from + this.most) * d);
      const samples = await this.decoded(some, some.length / d, (numbers) => numbers.slice());
      scores.set(await predictor.read(samples, some.length / d, this.lane), from * k);
    }
    return scores;
  }

  /** The distance to the nearest encoded item, or the log-density of the aggregate posterior, at points (n, d). */
  async ofData(kind: 'distance' | 'density', points: Vector): Promise<ArrayLike<number>> {
    return this.tracing.run({ kind, points }, this.explorer.encoded.data, LANES[this.lane], this.isWanted);
  }

  private get most(): number {
    return Math.max(4, Math.min(MOST_ROWS, Math.floor(MOST_VALUES / this.explorer.folder.output.size)));
  }

  /** What `use` makes of decoded points, whose values are valid only during the call. */
  private async decoded<T>(points: Vector, n: number, use: (samples: Vector) => T): Promise<T> {
    if (!this.isWanted()) throw new Unwanted();
    const samples = await this.explorer.model.decode(LANES[this.lane], points, n, true);
    if (!samples) throw new Unwanted();
    const result = use(samples.numbers as Vector);
    samples.release();
    return result;
  }
}
