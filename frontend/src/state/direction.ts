import { unit } from '../math/vector';
import type { Folder } from '../sources/folder';
import { inReach, type Direction } from './view';

/**
 * Parses a direction's file, as `directionFile` writes it. Throws a sentence if it is invalid or of another latent
 * space.
 */
export function readDirection(text: string, { name: model, latentDim }: Folder): Direction {
  let json: { name?: unknown; vector?: unknown } | null;
  try {
    json = JSON.parse(text) as typeof json;
  } catch {
    throw new Error('This file is not a direction: it is not JSON.');
  }
  const { name, vector } = json ?? {};
  if (!Array.isArray(vector) || vector.length !== latentDim || !vector.every(inReach)) {
    throw new Error(
      `This direction has ${Array.isArray(vector) ? vector.length : 'no'} coordinates, ` +
        `but ${model} has ${latentDim} dimensions.`,
    );
  }
  if (typeof name !== 'string' || !name.trim()) throw new Error('This direction has no name.');
  return { name, vector: unit(vector) };
}
