import { principalComponents, type Components } from '../math/components';
import { sorted } from '../math/distribution';
import { nearest } from '../math/neighbours';
import type { Posteriors } from '../math/posterior';
import { gathered, row } from '../math/vector';
import { MANY } from './axis';
import { deviationsOf, ENOUGH, isPointwise, natsOf, radiusOf, thinned } from './statistics';

/** Sliders for principal components, in models with many dimensions. */
const COMPONENTS = 12;
/** Encoded images that a point is compared with. */
export const COMPARED = 256;

/** Statistics of the encoded data. */
export interface Summary {
  /** Whether the encoder is deterministic: then the data says what is usual, not a prior. */
  pointwise: boolean;
  /** Mean KL divergence by dimension; null for points, and during a training, so that the sliders keep their order. */
  nats: Float64Array | null;
  /** Standard deviation along each dimension; null during the training of an encoder that is not deterministic. */
  deviations: Float64Array | null;
  /** The radius of the sphere on which the means lie, if they do. */
  radius: number | null;
  /** The first principal components; null during the training of a model with many dimensions. */
  components: Components | null;
}

/** The statistics of n > 0 encoded images. */
export function summaryOf(data: Posteriors, training: boolean): Summary {
  const d = data.mean.length / data.n;
  const pointwise = isPointwise(data);
  return {
    pointwise,
    nats: pointwise || training ? null : natsOf(data),
    deviations: pointwise || !training ? deviationsOf(data) : null,
    radius: radiusOf(data),
    components: training && d > MANY ? null : principalComponents(data.mean, d, d > MANY ? COMPONENTS : 2),
  };
}

/** Distances of some encoded images to their nearest neighbours, in ascending order. */
export function distancesOf({ n, mean }: Posteriors): Float64Array {
  const d = mean.length / n;
  const means = gathered(mean, thinned(n, ENOUGH), d);
  return sorted(
    Array.from(thinned(means.length / d, COMPARED), (i) => nearest(means, row(means, i, d), 1, i).distances[0]!),
  );
}
