import { tick, untrack } from 'svelte';

/** Milliseconds without a change after which a value counts as at rest. */
const REST = 150;

/**
 * The value of a slider as screen readers are told of it. They speak each change of the one that has the focus: what
 * the user changes with it is told at once, what a movement or a playing path changes once it rests. To be created
 * while a component is.
 */
export class Told {
  current = $state(0);
  private own = false;

  constructor(value: () => number, slider: () => HTMLElement | undefined) {
    this.current = untrack(value);
    $effect(() => {
      const now = value();
      if (this.own || !slider()?.matches(':focus')) {
        this.own = false;
        this.current = now;
        return undefined;
      }
      const timer = setTimeout(() => (this.current = now), REST);
      return () => clearTimeout(timer);
    });
  }

  /** Says that the slider makes the next change, if there is one at once: at its end there is none. */
  set(): void {
    this.own = true;
    void tick().then(() => (this.own = false));
  }
}
