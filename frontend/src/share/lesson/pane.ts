/** Scrolls the explorer to its image once it has one, if it scrolls on its own, as above a lesson on a phone. */
export function showImage(app: HTMLElement): void {
  if (scrolled(app)) return;
  // a model that is still opening has no image yet
  const opening = new MutationObserver(() => {
    if (scrolled(app)) opening.disconnect();
  });
  opening.observe(app, { childList: true, subtree: true });
}

/** Scrolls to the image. Returns whether there is one. */
function scrolled(app: HTMLElement): boolean {
  const [bar, main] = [app.querySelector<HTMLElement>('nav[aria-label="Sections"]'), app.querySelector('main')];
  if (bar && main) app.scrollTop = main.offsetTop - bar.offsetHeight;
  return Boolean(main);
}
