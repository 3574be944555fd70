import { MOST_DIMENSIONS } from '../../math/geometry/differences';
import { isFound, type Curve } from '../../math/walk';
import type { Explorer } from '../explorer.svelte';

/** Why a path of a kind cannot be found in a model, as a sentence; '' if it can. */
export function lackOf(curve: Curve, { folder, encoded }: Pick<Explorer, 'folder' | 'encoded'>): string {
  if (!isFound(curve)) return '';
  const d = folder.latentDim;
  if (d > MOST_DIMENSIONS)
    return `Such paths have at most ${MOST_DIMENSIONS} dimensions, and this model has ${d.toLocaleString('en')}.`;
  if (curve !== 'data' || encoded.data?.n) return '';
  return encoded.state.is === 'loading'
    ? 'The encoded data is still being loaded.'
    : 'A path through the data needs encoded data, which this model lacks.';
}
