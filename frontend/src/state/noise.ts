import { drawPosterior } from '../math/posterior';
import { row, type Vector } from '../math/vector';
import type { Posterior } from '../sources/source';
import type { Explorer } from './explorer.svelte';
import type { Noise } from './view';

/** How many draws are shown. */
const SHOWN = 12;

type Noised = Pick<Explorer, 'view' | 'placed' | 'encoded' | 'folder'>;

/** The posterior to which the view adds noise; null if it adds none, or the image is gone. */
export function noisePosterior({ view, placed, encoded, folder }: Noised): Posterior | null {
  const { noise } = view;
  if (!noise) return null;
  if (noise.item === null) return placed?.posterior ?? null;
  const { atlas, moment } = encoded;
  if (!atlas || moment || noise.item >= atlas.n) return null;
  return { mean: of(atlas.mean), logvar: of(atlas.logvar) };

  function of(all: Vector): Vector {
    return row(all, noise!.item!, folder.latentDim);
  }
}

/** The point of some noise: a draw of a posterior. */
export function pointOf({ mean, logvar }: Posterior, { amount, seed }: Noise): Vector {
  return drawPosterior(mean, logvar, amount, seed);
}

/** Draws of the posterior to which the view adds noise, the present one first; none if it adds none. */
export function noisy(explorer: Noised): Vector[] {
  const posterior = noisePosterior(explorer);
  const { noise } = explorer.view;
  if (!posterior || !noise) return [];
  return Array.from({ length: SHOWN }, (_, i) => pointOf(posterior, { ...noise, seed: noise.seed + i }));
}
