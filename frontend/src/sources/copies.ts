import type { Decode } from '../math/placing';
import type { Model } from './source';

/** Decodes in a lane to numbers that the caller may keep. */
export function copies(model: Model, lane: number): Decode {
  return async (z, n) => {
    const samples = await model.decode(lane, z, n);
    const numbers = samples?.numbers.slice() ?? null;
    samples?.release();
    return numbers;
  };
}
