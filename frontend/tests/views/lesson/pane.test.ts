import { beforeEach, expect, test, vi } from 'vitest';
import { showImage } from '../../../src/share/lesson/pane';

const EXPLORER = `
<header style="height: 80px"></header>
<nav aria-label="Sections" style="height: 30px"></nav>
<main style="height: 500px"></main>`;
/** The explorer's scroll position at which the bar of the sections is at its upper edge. */
const AT_IMAGE = 80;
let app: HTMLElement;

beforeEach(() => {
  app = document.createElement('div');
  app.style.cssText = 'position: relative; height: 200px; overflow: auto';
  document.body.append(app);
  return () => app.remove();
});

test('it scrolls to the image', () => {
  app.innerHTML = EXPLORER;
  showImage(app);
  expect(app.scrollTop).toBe(AT_IMAGE);
});

test('it waits for a model that is still opening, once', async () => {
  showImage(app);
  app.innerHTML = EXPLORER;
  await vi.waitFor(() => expect(app.scrollTop).toBe(AT_IMAGE));
  app.scrollTop = 0;
  app.append('more');
  await Promise.resolve();
  expect(app.scrollTop).toBe(0);
});
