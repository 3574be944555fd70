/**
 * A part of the page that is loaded late, but before it is needed: once its controls are there, so that they work even
 * when the server is gone by then. What could not be loaded is tried again at the next call.
 */
export function late<T>(load: () => Promise<T>): () => Promise<T> {
  let part: Promise<T> | undefined;
  return () =>
    (part ??= load().catch(() => {
      part = undefined;
      throw new Error('a part of the page could not be loaded. Is the server still running?');
    }));
}
