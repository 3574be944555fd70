/** A part of the page that is loaded late, once it is there. To be created while a component is. */
export class Loaded<T> {
  part: T | null = $state.raw(null);
  /** Whether it could not be loaded: the server is gone, or a page was exported without it. */
  missing = $state(false);

  /** It is tried again when what `retry` reads changes: when the server is back. */
  constructor(load: () => Promise<T>, retry: () => unknown) {
    $effect(() => {
      void retry();
      load().then(
        (part) => (this.part = part),
        () => (this.missing = true),
      );
    });
  }
}
