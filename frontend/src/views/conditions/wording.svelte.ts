import type { Vector } from '../../math/vector';
import type { Explorer } from '../../state/explorer.svelte';
import { controls } from './late';

/** Conditions in words, once that part of the page is there. To be created while a component is. */
export class Wording {
  private words: ((given: Vector) => string) | null = $state.raw(null);

  constructor(explorer: () => Explorer) {
    $effect(() => {
      const { conditions } = explorer().folder;
      if (conditions.length)
        controls().then(
          ({ inWords }) => (this.words = (given) => inWords(conditions, given)),
          () => undefined,
        );
    });
  }

  /** '' without conditions, and until it is there. */
  of(given: Vector): string {
    return this.words?.(given) ?? '';
  }
}
