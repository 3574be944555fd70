import { readFileSync } from 'node:fs';
import { decoding } from './decoders';

/** A small network with encoded data, its geometry and paths: tests/paths/page.py writes what Python computes. */
export const known = JSON.parse(
  readFileSync(new URL('../../fixtures/geometry.json', import.meta.url), 'utf8'),
) as Record<'first' | 'second' | 'items' | 'at' | 'metric' | 'magnification' | 'even' | 'data', number[]> & {
  measures: Record<'even' | 'data', number[]>;
};
export const [D, HIDDEN, SIZE] = [3, 6, 8];

const through = (z: readonly number[], weights: readonly number[], size: number): number[] =>
  Array.from({ length: size }, (_, j) => z.reduce((sum, value, i) => sum + value * weights[i * size + j]!, 0));

export const network = decoding(D, (z) => through(through(z, known.first, HIDDEN).map(Math.tanh), known.second, SIZE));

/** The encoded data (80, D). */
export const items = Float32Array.from(known.items);
