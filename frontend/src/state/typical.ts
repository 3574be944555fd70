import { above, sorted } from '../math/distribution';
import { nearest } from '../math/neighbours';
import { beyond } from '../math/prior';
import { valuesOf } from '../math/values';
import { dot, gathered, row, type Vector } from '../math/vector';
import type { Atlas } from '../sources/atlas';
import { canEncode } from '../sources/folder';
import type { Model } from '../sources/source';
import { ENCODING, LANES } from './lanes';
import { ENOUGH, isPointwise, thinned } from './statistics';

/** How typical a point is. Each part is the share, from 0 to 1, of its reference that is less typical. */
export interface Typicality {
  /** The share of the prior that lies farther out; null for a deterministic encoder, which has no prior. */
  prior: number | null;
  /** The share of encoded images that lie farther from their nearest neighbour than this point from its own. */
  data: number | null;
  /** The share of encoded images that move farther when they are decoded and encoded again. */
  reencoded: number | null;
  /** The minimum of the parts. */
  whole: number;
}

/** Encoded images used as the reference. */
const COMPARED = 256;

/** Compares points with the prior, with the encoded data, and with their own re-encoding. */
export class Judge {
  private readonly d: number;
  private readonly means: Vector | null;
  private readonly pointwise: boolean;
  private distances: Float64Array | undefined;
  private returns: Promise<Float64Array | null> | undefined;

  constructor(
    private readonly model: Model,
    atlas: Atlas | null,
    private readonly encodes = canEncode(model.folder),
  ) {
    this.d = model.folder.latentDim;
    this.pointwise = atlas !== null && isPointwise(atlas);
    this.means = atlas?.n ? gathered(atlas.mean, thinned(atlas.n, ENOUGH), this.d) : null;
  }

  async judge(z: Vector): Promise<Typicality> {
    const prior = this.pointwise ? null : beyond(dot(z, z), this.d);
    const data = this.means && above(this.reference(this.means), nearest(this.means, z, 1).distances[0]!);
    const reencoded = await this.reencoded(z);
    const parts = [prior, data, reencoded].filter((part) => part !== null);
    return { prior, data, reencoded, whole: Math.min(...parts) };
  }

  /** Distances of some encoded images to their nearest neighbours, in ascending order. */
  private reference(means: Vector): Float64Array {
    return (this.distances ??= sorted(
      Array.from(
        thinned(means.length / this.d, COMPARED),
        (i) => nearest(means, row(means, i, this.d), 1, i).distances[0]!,
      ),
    ));
  }

  private async reencoded(z: Vector): Promise<number | null> {
    const ordered = await (this.returns ??= this.ownReturns());
    const [distance] = (ordered && (await this.returned(z, 1))) ?? [];
    return distance === undefined ? null : above(ordered!, distance);
  }

  /** How far some encoded images move when they are re-encoded; null if the model cannot encode. */
  private async ownReturns(): Promise<Float64Array | null> {
    if (!this.means || !this.encodes) return null;
    const some = thinned(this.means.length / this.d, COMPARED);
    const distances = await this.returned(gathered(this.means, some, this.d), some.length).catch(() => null);
    return distances && sorted(distances);
  }

  /** For each of n points, the distance to the posterior mean of its own image. */
  private async returned(z: Vector, n: number): Promise<number[] | null> {
    const images = await this.model.decode(LANES.typical, z, n);
    if (!images) return null;
    const values = valuesOf(images.bytes, this.model.folder.image);
    images.release();
    const posterior = await this.model.encode(ENCODING.typical, values, n);
    if (!posterior) return null;
    const { mean } = posterior;
    return Array.from({ length: n }, (_, i) =>
      Math.hypot(...row(mean, i, this.d).map((value, k) => value - z[i * this.d + k]!)),
    );
  }
}
