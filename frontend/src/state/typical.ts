import { above, sorted } from '../math/distribution';
import { logDensity, ownDensities } from '../math/mixture';
import { nearest } from '../math/neighbours';
import { usualness, type Gaussian } from '../math/prior';
import { dot, gathered, row, type Vector } from '../math/vector';
import { appended } from '../conditions/rows';
import { givenOf, type Atlas } from '../sources/atlas';
import { canEncode } from '../sources/folder';
import type { Model } from '../sources/source';
import { ENCODING, LANES } from './lanes';
import { ENOUGH, thinned } from './statistics';
import { COMPARED, distancesOf } from './summary';

/** Encoded images that are decoded together: requests of the other lanes run in between. */
const BATCH = 16;

/** Distances from the origin that a smaller share of the prior's draws exceeds in unusualness are explained. */
const UNUSUAL = 0.05;

/** What a judge compares points with. */
export interface Reference {
  /** The encoded data; null without any. */
  data: Atlas | null;
  /** Whether there is no prior, or nobody knows it. */
  priorless: boolean;
  /** Whether the model can encode. */
  encodes?: boolean;
  /** Distances of some encoded images to their nearest neighbours, ascending, if they are computed elsewhere. */
  distances?: Promise<Float64Array> | undefined;
}

/**
 * Compares points with the prior, with the encoded data, and with their own re-encoding. Each result is the share, from
 * 0 to 1, of its reference that is less typical than the point.
 */
export class Judge {
  /** Whether points are compared with the encoded data. */
  readonly comparesData: boolean;
  /** Whether points are compared with their re-encoding. */
  readonly reencodes: boolean;
  private readonly d: number;
  private readonly means: Vector | null;
  /** The prior; empty for N(0, I). */
  readonly mixture: readonly Gaussian[];
  private densities: Float64Array | undefined;
  private distances: Promise<Float64Array> | undefined;
  private returns: Promise<Float64Array | null> | undefined;

  constructor(
    private readonly model: Model,
    private readonly reference: Reference,
  ) {
    const { data, distances, encodes = canEncode(model.folder) } = reference;
    this.d = model.folder.latentDim;
    this.mixture = model.folder.prior ?? [];
    this.means = data?.n ? gathered(data.mean, thinned(data.n, ENOUGH), this.d) : null;
    this.comparesData = this.means !== null;
    this.reencodes = this.means !== null && encodes;
    this.distances = distances;
  }

  /**
   * The share of the prior's draws with a less usual distance from the origin or, for a mixture, with a less usual
   * density; null without a prior.
   */
  prior(z: Vector): number | null {
    if (this.reference.priorless) return null;
    if (!this.mixture.length) return usualness(dot(z, z), this.d);
    const denser = this.denser(z);
    return this.d > 2 ? 2 * Math.min(denser, 1 - denser) : 1 - denser;
  }

  /** In words, how an unusual place differs from those of the prior's draws; '' if it is usual. */
  side(z: Vector): string {
    const share = this.prior(z);
    if (share === null || share >= UNUSUAL) return '';
    if (this.mixture.length) return this.denser(z) < 0.5 ? 'too near a centre' : 'too far out';
    return dot(z, z) < this.d ? 'too near 0' : 'too far out';
  }

  /** The share of a mixture's draws at which its density is greater. */
  private denser(z: Vector): number {
    this.densities ??= ownDensities(this.mixture, this.d);
    return above(this.densities, logDensity(this.mixture, z));
  }

  /** The share of encoded images that lie farther from their nearest neighbour than this point from its own. */
  async data(z: Vector): Promise<number | null> {
    const { means } = this;
    if (!means) return null;
    const ordered = await (this.distances ??= Promise.resolve(distancesOf(this.reference.data!)));
    return above(ordered, nearest(means, z, 1).distances[0]!);
  }

  /**
   * The share of encoded images that move farther when they are decoded and encoded again; null if the model cannot
   * encode, or if a newer request superseded this one.
   */
  async reencoded(z: Vector): Promise<number | null> {
    if (!this.reencodes) return null;
    const ordered = await (this.returns ??= this.ownReturns());
    // a superseded reference is computed again
    if (!ordered) this.returns = undefined;
    const [distance] = (ordered && (await this.returned(z, 1))) ?? [];
    return distance === undefined ? null : above(ordered!, distance);
  }

  /** How far some encoded images move when they are re-encoded; null if superseded. */
  private async ownReturns(): Promise<Float64Array | null> {
    const some = thinned(this.means!.length / this.d, COMPARED);
    const { data } = this.reference;
    const { conditions } = this.model.folder;
    const kept = thinned(data!.n, ENOUGH);
    const distances: number[] = [];
    for (let start = 0; start < some.length; start += BATCH) {
      const batch = some.subarray(start, start + BATCH);
      const given = Array.from(batch, (i) => givenOf(data!, kept[i]!, conditions));
      const found = await this.returned(gathered(this.means!, batch, this.d), batch.length, given);
      if (!found) return null;
      distances.push(...found);
    }
    return sorted(distances);
  }

  /**
   * For each of n points, the distance to the posterior mean of its own sample, under conditions of its own if these
   * are known for all.
   */
  private async returned(z: Vector, n: number, given: readonly (Vector | null)[] = []): Promise<number[] | null> {
    const { output, conditionalEncoder } = this.model.folder;
    const besides = (rows: Vector): Vector => (given[0] ? withEach(rows, given as Vector[]) : rows);
    const samples = await this.model.decode(LANES.typical, besides(z), n);
    if (!samples) return null;
    const values = output.toValues(samples.numbers).slice();
    samples.release();
    const posterior = await this.model.encode(ENCODING.typical, conditionalEncoder ? besides(values) : values, n);
    if (!posterior) return null;
    const { mean } = posterior;
    return Array.from({ length: n }, (_, i) =>
      Math.hypot(...row(mean, i, this.d).map((value, k) => value - z[i * this.d + k]!)),
    );
  }
}

/** Rows with further numbers after each. */
function withEach(rows: Vector, further: readonly Vector[]): Vector {
  const width = rows.length / further.length;
  const whole = new Float32Array(rows.length + further.length * further[0]!.length);
  further.forEach((given, i) => whole.set(appended(row(rows, i, width), 1, given), i * (width + given.length)));
  return whole;
}
