import type { Components } from '../math/components';
import { along, dot, unit, type Vector } from '../math/vector';
import { axisKey, type Direction } from './view';

/**
 * Dimensions with fewer nats carry no information, nor do those whose standard deviation is a smaller share of the
 * largest one.
 */
export const DEAD = 0.01;

/** Models with more dimensions are walked along the principal components of their encoded data. */
export const MANY = 24;

/** A direction with a slider: a dimension of the model, a principal component, or a direction that the user made. */
export interface Axis {
  key: string;
  name: string;
  /** (d,), of length 1. */
  readonly direction: Vector;
  /** The position of the slider's zero along it: the data's mean for a principal component. */
  origin: number;
  /** The dimension, counted from 0; null for other directions. */
  dimension: number | null;
  /** Whether the user made it and can remove it. */
  own: boolean;
  /** Mean KL divergence from the prior over the encoded data; null if unknown. */
  nats: number | null;
  /** Standard deviation of the encoded data along it, if nats are unknown; else null. */
  deviation: number | null;
  /** That deviation as a share of the largest dimension's; null if unknown. */
  share: number | null;
  /** The end of the slider for the prior, if that is not the prior's own: as far as draws lie from the origin. */
  reach?: number;
}

/** Statistics of the encoded data: per dimension, and its principal components. */
export interface Known {
  nats?: ArrayLike<number> | null;
  deviations?: ArrayLike<number> | null;
  components?: Components | null;
  /** Directions along which the images change most, where there is no data. */
  sensitive?: readonly Vector[] | null;
}

/**
 * The user's own directions; then, for models with many dimensions, the components; then the dimensions, most
 * informative first.
 */
export function axesOf(
  latentDim: number,
  { nats, deviations, components, sensitive }: Known,
  directions: readonly Direction[],
): Axis[] {
  const widest = deviations && Math.max(Number.MIN_VALUE, ...Array.from(deviations));
  const dimensions = Array.from({ length: latentDim }, (_, dimension): Axis => ({
    key: axisKey(dimension),
    name: axisKey(dimension),
    dimension,
    origin: 0,
    own: false,
    nats: nats?.[dimension] ?? null,
    deviation: deviations?.[dimension] ?? null,
    share: widest ? deviations[dimension]! / widest : null,
    // computed on demand: most of thousands are never used
    get direction() {
      return Float32Array.from({ length: latentDim }, (_, i) => (i === dimension ? 1 : 0));
    },
  }));
  const worth = nats ?? deviations;
  if (worth) dimensions.sort((a, b) => worth[b.dimension!]! - worth[a.dimension!]!);
  const own = directions.map(({ name, vector }): Axis => ({
    key: `d:${name}`,
    name,
    dimension: null,
    origin: 0,
    own: true,
    nats: null,
    deviation: null,
    share: null,
    direction: unit(vector),
  }));
  const principal =
    latentDim > MANY && components
      ? components.components.map((direction, i): Axis => ({
          key: `pc${i + 1}`,
          name: `PC ${i + 1}`,
          dimension: null,
          origin: dot(components.mean, direction),
          own: false,
          nats: null,
          deviation: components.deviations[i]!,
          share: null,
          direction,
        }))
      : [];
  const changing = (sensitive ?? []).map((direction, i): Axis => ({
    key: `s${i + 1}`,
    name: `S ${i + 1}`,
    dimension: null,
    origin: 0,
    own: false,
    nats: null,
    deviation: null,
    share: null,
    reach: Math.sqrt(latentDim),
    direction,
  }));
  return [...own, ...principal, ...changing, ...dimensions];
}

export function isDead({ nats, share, dimension }: Axis): boolean {
  return dimension !== null && ((nats !== null && nats < DEAD) || (share !== null && share < DEAD));
}

/** The position of a point along an axis. */
export function valueOn(axis: Axis, z: Vector): number {
  // a dimension's direction is not read: it is computed each time
  return axis.dimension === null ? dot(z, axis.direction) - axis.origin : z[axis.dimension]!;
}

/** The point moved along an axis to the position `value`. */
export function setOn(axis: Axis, z: Vector, value: number): Vector {
  if (axis.dimension === null) return along(z, value - valueOn(axis, z), axis.direction);
  const moved = z.slice();
  moved[axis.dimension] = value;
  return moved;
}
