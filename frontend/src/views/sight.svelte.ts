import { untrack } from 'svelte';

/** How far from the screen an element counts as being in sight. */
const CLOSE = '80px';

/** Which of many elements are in sight, by their keys: only these need images. To be created while a component is. */
export class Sight<Key> {
  seen: ReadonlySet<Key> = $state.raw(new Set());
  private readonly keys = new Map<Element, Key>();
  private readonly observer = new IntersectionObserver((entries) => this.update(entries), { rootMargin: CLOSE });

  constructor() {
    $effect(() => () => this.observer.disconnect());
  }

  /** Watches an element until the function that it returns is called. */
  watch(key: Key, element: Element): () => void {
    this.keys.set(element, key);
    this.observer.observe(element);
    return () => {
      this.observer.unobserve(element);
      this.keys.delete(element);
      untrack(() => this.change((seen) => seen.delete(key)));
    };
  }

  private update(entries: readonly IntersectionObserverEntry[]): void {
    this.change((seen) => {
      for (const { target, isIntersecting } of entries) {
        const key = this.keys.get(target);
        if (key === undefined) continue;
        if (isIntersecting) seen.add(key);
        else seen.delete(key);
      }
    });
  }

  private change(act: (seen: Set<Key>) => void): void {
    const next = new Set(this.seen);
    act(next);
    this.seen = next;
  }
}
