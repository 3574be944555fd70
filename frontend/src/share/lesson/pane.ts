/** Scrolls the explorer to its image, if it scrolls on its own, as above a lesson on a phone. */
export function showImage(app: HTMLElement): void {
  const [bar, main] = [app.querySelector<HTMLElement>('nav[aria-label="Sections"]'), app.querySelector('main')];
  if (bar && main) app.scrollTop = main.offsetTop - bar.offsetHeight;
}
