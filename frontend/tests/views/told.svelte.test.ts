import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Told } from '../../src/views/told.svelte';

let value = $state(0);
let told: Told;
let slider: HTMLElement;
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  value = 0;
  slider = document.body.appendChild(document.createElement('button'));
  end = $effect.root(() => {
    told = new Told(
      () => value,
      () => slider,
    );
  });
  flushSync();
});
afterEach(() => {
  end();
  slider.remove();
  vi.useRealTimers();
});

function move(to: number): void {
  value = to;
  flushSync();
}

test('without the focus, a value is told at once', () => {
  move(1);
  expect(told.current).toBe(1);
});

test('a movement is told where it ends, if the slider has the focus', () => {
  slider.focus();
  for (let i = 1; i <= 20; i++) {
    move(i);
    vi.advanceTimersByTime(16);
    expect(told.current).toBe(0);
  }
  vi.advanceTimersByTime(200);
  expect(told.current).toBe(20);
});

test('what is changed with the slider is told at once', () => {
  slider.focus();
  told.set();
  move(1);
  expect(told.current).toBe(1);
  move(2);
  expect(told.current).toBe(1);
});
