import { late } from '../late';

type Plots = typeof import('./plots');

const plots = late(() => import('./plots'));

/** The views of other outputs than images, once they are loaded. To be created while a component is. */
export class Loaded {
  plots: Plots | null = $state.raw(null);
  /** Whether they could not be loaded: the server is gone, or a page was exported for images. */
  missing = $state(false);

  /** It is tried again when what `retry` reads changes: when the server is back. */
  constructor(retry: () => unknown) {
    $effect(() => {
      void retry();
      plots().then(
        (found) => (this.plots = found),
        () => (this.missing = true),
      );
    });
  }
}
