/** Scrolls the explorer's image to the top of the explorer, if that scrolls on its own, as beside a lesson on a phone. */
export function showImage(app: HTMLElement): void {
  const [bar, main] = [app.querySelector<HTMLElement>('nav[aria-label="Sections"]'), app.querySelector('main')];
  if (bar && main) app.scrollTop = main.offsetTop - bar.offsetHeight;
}
