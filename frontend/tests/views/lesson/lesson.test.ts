import { beforeEach, expect, test, vi } from 'vitest';
import { teach } from '../../../src/share/lesson/lesson';

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
  localStorage.clear();
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

test('another step has the focus on its heading', () => {
  button('Next').click();
  button('Back').click();
  expect(document.activeElement).toBe(article.querySelector('h1'));
});

test('an answer has the focus, so that one reads on from there', () => {
  article.innerHTML = HTML.replace(/<section data-view="">.*/, '');
  teach(article, go);
  button('Next').click();
  button('Reveal').click();
  expect(document.activeElement).toBe(article.querySelector('.revealed'));
  expect(article.querySelector('.revealed')!.getAttribute('aria-label')).toBe('Answer');
});

test('a screen reader hears whether the prediction is right, and which one is', () => {
  const said = article.querySelector('[role=status]')!;
  button('Next').click();
  button('this').click();
  expect(said.textContent).toBe('Not right. The answer is “that”.');
  button('Next').click();
  expect(said.textContent).toBe('');
});

test('choices are named by their question', () => {
  expect(article.querySelector('.choices')!.getAttribute('aria-label')).toBe('What?');
});

test('a revealed answer stays until the lesson is restarted', () => {
  button('Next').click();
  button('Reveal').click();
  button('Next').click();
  button('Back').click();
  expect(go.mock.calls.at(-1)).toEqual(['z=3']);
  button('Next').click();
  button('Start again').click();
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

test('a reload shows the prediction and its answer again', () => {
  button('Next').click();
  button('this').click();
  article.innerHTML = HTML;
  teach(article, go);
  expect(article.querySelector<HTMLElement>('.revealed')!.hidden).toBe(false);
  expect(Array.from(article.querySelectorAll('li'), ({ className }) => className)).toEqual(['chosen', 'right']);
  expect(button('this').getAttribute('aria-pressed')).toBe('true');
});

test('the end counts the right predictions, and starting again forgets them', () => {
  const result = article.querySelector<HTMLElement>('.result')!;
  button('Next').click();
  button('that').click();
  expect(result.hidden).toBe(true);
  button('Next').click();
  expect(result.textContent).toContain('1 of 1 predictions right.');
  button('Start again').click();
  expect(result.hidden).toBe(true);
  article.innerHTML = HTML;
  teach(article, go);
  button('Next').click();
  expect(button('Reveal')).toBeDefined();
});

test('a presenter reveals the answer before the next step, and does not start again at the end', () => {
  const turn = (key: string) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  button('Present').click();
  turn('PageDown');
  turn('PageDown');
  expect([now(), article.querySelector<HTMLElement>('.revealed')!.hidden]).toEqual([1, false]);
  turn('PageDown');
  turn('PageDown');
  expect(now()).toBe(2);
  turn('PageUp');
  expect(now()).toBe(1);
  button('Present').click();
});
