import { beforeEach, expect, test, vi } from 'vitest';
import { teach } from '../../src/share/lesson';

const HTML = `
<section data-view="z=1"><h1>One</h1></section>
<section data-view="z=2"><p>What?</p><ul class="choices"><li>this</li><li data-right="1">that</li></ul><div class="revealed" data-view="z=3" hidden>That.</div></section>
<section data-view=""><p>End</p></section>`;
const go = vi.fn<(view: string) => void>();
let article: HTMLElement;
const button = (name: string): HTMLButtonElement =>
  [...article.querySelectorAll('button')].find(({ textContent }) => textContent === name)!;
const now = (): number =>
  [...article.querySelectorAll('section')].findIndex(({ classList }) => classList.contains('now'));

beforeEach(() => {
  sessionStorage.clear();
  go.mockClear();
  article = document.createElement('article');
  article.innerHTML = HTML;
  document.body.append(article);
  teach(article, go);
  return () => article.remove();
});

test('it starts with the first step, and shows one at a time', () => {
  expect(now()).toBe(0);
  expect(go.mock.calls).toEqual([['z=1']]);
  expect(button('Back').disabled).toBe(true);
  expect(article.querySelector('nav span')!.textContent).toBe('1 of 3');
});

test('a prediction can be made once, and reveals the answer', () => {
  button('Next').click();
  button('this').click();
  expect(article.querySelector<HTMLElement>('.revealed')!.hidden).toBe(false);
  expect(go.mock.calls.at(-1)).toEqual(['z=3']);
  const [wrong, right] = article.querySelectorAll('li');
  expect([wrong!.className, right!.className]).toEqual(['chosen', 'right']);
  expect(button('that').disabled).toBe(true);
});

test('a revealed answer stays until the lesson is restarted', () => {
  button('Next').click();
  button('Reveal').click();
  button('Next').click();
  button('Back').click();
  expect(go.mock.calls.at(-1)).toEqual(['z=3']);
  button('Next').click();
  button('Begin again').click();
  expect(now()).toBe(0);
  button('Next').click();
  expect(button('Reveal')).toBeDefined();
  expect(button('this').disabled).toBe(false);
});

test('a reloaded page returns to its step', () => {
  button('Next').click();
  article.innerHTML = HTML;
  teach(article, go);
  expect(now()).toBe(1);
});
