import { dot, along, unit, type Vector } from '../math/vector';
import { axisKey, type Direction } from './view';

/** Below so many nats a dimension carries nothing. */
export const DEAD = 0.01;

/** A direction with a slider: a dimension of the model, or one that a person found. */
export interface Axis {
  key: string;
  name: string;
  /** (d,), of length 1. */
  direction: Vector;
  /** The dimension, counted from 0; null for a direction of one's own. */
  dimension: number | null;
  /** Mean KL divergence from the prior over the encoded data; null where that is not known. */
  nats: number | null;
}

/** The model's dimensions, most informative first, and the directions before them. */
export function axesOf(latentDim: number, nats: ArrayLike<number> | null, directions: readonly Direction[]): Axis[] {
  const dimensions = Array.from({ length: latentDim }, (_, dimension): Axis => ({
    key: axisKey(dimension), name: axisKey(dimension), dimension, nats: nats?.[dimension] ?? null,
    direction: Float32Array.from({ length: latentDim }, (_, i) => (i === dimension ? 1 : 0)),
  }));
  if (nats) dimensions.sort((a, b) => b.nats! - a.nats!);
  const own = directions.map(({ name, vector }): Axis => ({ key: `d:${name}`, name, dimension: null, nats: null, direction: unit(vector) }));
  return [...own, ...dimensions];
}

export function isDead({ nats }: Axis): boolean {
  return nats !== null && nats < DEAD;
}

/** How far a point lies along an axis. */
export function valueOn({ direction, dimension }: Axis, z: Vector): number {
  return dimension === null ? dot(z, direction) : z[dimension]!;
}

/** The point moved along an axis, so that it lies at `value` there. */
export function setOn(axis: Axis, z: Vector, value: number): Vector {
  return along(z, value - valueOn(axis, z), axis.direction);
}
