/** Milliseconds that work without haste waits for a page that is busy. */
const MOST_WAIT = 100;

/**
 * Resolves when the page has time to spare: after a frame that was drawn early, or at the latest after 100 ms. So what
 * goes with the image does not delay it on a slow device. In browsers that cannot tell: with the next frame.
 */
export function spare(): Promise<unknown> {
  const whenIdle = globalThis.requestIdleCallback;
  return new Promise((resolve) =>
    whenIdle ? whenIdle(resolve, { timeout: MOST_WAIT }) : requestAnimationFrame(resolve),
  );
}

/** Does the newest of what it is asked to do once the page has time to spare, until it is closed. */
export class Unhurried {
  private newest: (() => void) | null = null;
  private waiting = false;

  ask(act: () => void): void {
    this.newest = act;
    if (this.waiting) return;
    this.waiting = true;
    void spare().then(() => {
      this.waiting = false;
      const { newest } = this;
      this.newest = null;
      newest?.();
    });
  }

  /** Drops what waits. */
  close(): void {
    this.newest = null;
  }
}
