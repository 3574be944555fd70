import type { Kind } from './architecture';
import type { Likelihood } from './network';

/** The settings of a run that people choose. */
export interface Settings {
  /** d, the number of latent dimensions. */
  latentDim: number;
  /** The weight of the divergence from the prior. */
  beta: number;
  epochs: number;
  kind: Kind;
  likelihood: Likelihood;
  /** Of every random draw. */
  seed: number;
}

export const SETTINGS: Settings = {
  latentDim: 2,
  beta: 1,
  epochs: 20,
  kind: 'plain',
  likelihood: 'squared',
  seed: 0,
};
