import { Unhurried } from './spare';

/** A value that follows another one when the page has time to spare. To be created while a component is. */
export class Calm<T> {
  private shown: { value: T } | null = $state.raw(null);
  readonly value: T;

  /** `follows` tells whether an earlier value may be shown for a moment instead of a later one. */
  constructor(of: () => T, follows: (earlier: T, later: T) => boolean) {
    const now = $derived.by(of);
    this.value = $derived(this.shown && follows(this.shown.value, now) ? this.shown.value : now);
    const changes = new Unhurried();
    $effect(() => {
      const value = now;
      changes.ask(() => (this.shown = { value }));
    });
    $effect(() => () => changes.close());
  }
}
