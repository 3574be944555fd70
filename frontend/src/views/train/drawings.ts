import type { Drawing } from '../../training/drawings';

/** The fewest drawings of a class, and the most classes. */
export const [ENOUGH, MOST_CLASSES] = [10, 6];

/** Drawings of some classes, in the order in which they were made. */
export interface Drawings {
  classes: readonly string[];
  all: readonly Drawing[];
}

export const NO_DRAWINGS: Drawings = { classes: ['A', 'B'], all: [] };
