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
