import { compose } from './affine';
import type { Pass } from './engine';
import { joinDoubling } from './doubling';
import { fold } from './fold';
import { restoreGroupNormalizations } from './groups';
import { foldConstants } from './lower';
import { findMixing } from './mixing';
import { addSeeds } from './seeds';

/** What is done to a graph with any operators before it runs, in this order. */
export const PASSES: Pass[] = [
  addSeeds,
  foldConstants,
  restoreGroupNormalizations,
  joinDoubling,
  findMixing,
  compose,
  fold,
];
