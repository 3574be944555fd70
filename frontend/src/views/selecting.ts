/**
 * Selects the content of a field that gets the focus, so that typing replaces it. The click that gives the focus would
 * put the caret at its place afterwards in WebKit, so such a click only focuses.
 */
export function selecting(field: HTMLInputElement): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  field.addEventListener('focus', () => field.select(), { signal });
  field.addEventListener(
    'mousedown',
    (event) => {
      if (event.button || field.matches(':focus')) return;
      event.preventDefault();
      field.focus();
    },
    { signal },
  );
  return () => ending.abort();
}
