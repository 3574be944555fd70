import { expect, onTestFinished, test, vi } from 'vitest';
import { Presentation } from '../../../src/share/lesson/presentation';

const root = document.documentElement;
const onturn = vi.fn<(by: 1 | -1) => void>();
const presentation = new Presentation('Numbers', onturn);
const toggle = presentation.header.querySelector('button')!;

function press(key: string, target: EventTarget = document.body): boolean {
  return target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

function begun(): void {
  onturn.mockClear();
  toggle.click();
  onTestFinished(() => root.classList.remove('presenting'));
}

function added(tag: string): HTMLElement {
  const element = document.createElement(tag);
  document.body.append(element);
  onTestFinished(() => element.remove());
  return element;
}

test('the button and a key begin and end it', () => {
  begun();
  expect([root.className, toggle.getAttribute('aria-pressed')]).toEqual(['presenting', 'true']);
  press('l');
  expect([root.className, toggle.getAttribute('aria-pressed')]).toEqual(['', 'false']);
});

test('arrows and the keys of presenters turn the steps', () => {
  begun();
  for (const key of ['PageDown', 'ArrowRight', 'PageUp', 'ArrowLeft']) expect(press(key)).toBe(false);
  expect(onturn.mock.calls.flat()).toEqual([1, 1, -1, -1]);
});

test('keys do nothing else: before it begins, in a text, or arrows in the explorer', () => {
  onturn.mockClear();
  expect(press('PageDown')).toBe(true);
  begun();
  expect(press('l', added('textarea'))).toBe(true);
  const app = added('div');
  app.id = 'app';
  expect(press('ArrowRight', app)).toBe(true);
  expect(onturn).not.toHaveBeenCalled();
  expect(press('PageDown', app)).toBe(false);
});
