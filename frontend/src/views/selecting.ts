/**
 * Selects the content of a field that gets the focus, so that typing replaces it. The click that gives the focus would
 * put the caret at its place afterwards, so such a click only focuses.
 */
export function selecting(field: HTMLInputElement): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  let focusing = false;
  field.addEventListener('focus', () => field.select(), { signal });
  field.addEventListener(
    'mousedown',
    (event) => {
      focusing = !event.button && !field.matches(':focus');
      if (!focusing) return;
      event.preventDefault();
      field.focus();
    },
    { signal },
  );
  // Firefox tells a window in the background nothing of the focus
  field.addEventListener('click', () => focusing && field.select(), { signal });
  return () => ending.abort();
}
