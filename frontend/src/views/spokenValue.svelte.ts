import { tick, untrack } from 'svelte';

/** Milliseconds without a change after which a value counts as at rest. */
const REST = 150;

/**
 * The value of a slider for screen readers, which speak every change while the slider has the focus. A change that the
 * user makes with the slider appears at once; a change made by a movement or a playing path, only when it ends. Create
 * it while a component initializes.
 */
export class SpokenValue {
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

  /** Call this before the slider changes the value. At the end of its range nothing may change. */
  changing(): void {
    this.own = true;
    void tick().then(() => (this.own = false));
  }
}
