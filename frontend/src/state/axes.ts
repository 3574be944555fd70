import type { Components } from '../math/components';
import { along, dot, unit, type Vector } from '../math/vector';
import { axisKey, type Direction } from './view';

/** Below so many nats, or so small a deviation, a dimension carries nothing. */
export const DEAD = 0.01;

/** A model of more dimensions than this is walked along the principal components of its encoded data. */
export const MANY = 24;

/** A direction with a slider: a dimension of the model, a principal component, or one that a person found. */
export interface Axis {
  key: string;
  name: string;
  /** (d,), of length 1. */
  readonly direction: Vector;
  /** How far along it zero lies: where the data's middle is, for a principal component. */
  origin: number;
  /** The dimension, counted from 0; null for other directions. */
  dimension: number | null;
  /** Whether a person made it, and may remove it. */
  own: boolean;
  /** Mean KL divergence from the prior over the encoded data; null where that is not known. */
  nats: number | null;
  /** Standard deviation of the encoded data along it, told where there are no nats; else null. */
  deviation: number | null;
}

/** What is known of the encoded data: by dimension, and its principal components. */
export interface Known {
  nats?: ArrayLike<number> | null;
  deviations?: ArrayLike<number> | null;
  components?: Components | null;
}

/** A person's own directions, then the components where there are many dimensions, then these, most informative first. */
export function axesOf(
  latentDim: number,
  { nats, deviations, components }: Known,
  directions: readonly Direction[],
): Axis[] {
  const dimensions = Array.from({ length: latentDim }, (_, dimension): Axis => ({
    key: axisKey(dimension),
    name: axisKey(dimension),
    dimension,
    origin: 0,
    own: false,
    nats: nats?.[dimension] ?? null,
    deviation: deviations?.[dimension] ?? null,
    // made when it is asked for: of thousands most never are
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
          direction,
        }))
      : [];
  return [...own, ...principal, ...dimensions];
}

export function isDead({ nats, deviation, dimension }: Axis): boolean {
  return dimension !== null && ((nats !== null && nats < DEAD) || (deviation !== null && deviation < DEAD));
}

/** How far a point lies along an axis. */
export function valueOn({ direction, dimension, origin }: Axis, z: Vector): number {
  return dimension === null ? dot(z, direction) - origin : z[dimension]!;
}

/** The point moved along an axis, so that it lies at `value` there. */
export function setOn(axis: Axis, z: Vector, value: number): Vector {
  if (axis.dimension === null) return along(z, value - valueOn(axis, z), axis.direction);
  const moved = z.slice();
  moved[axis.dimension] = value;
  return moved;
}
