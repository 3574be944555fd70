import { flushSync, tick } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SpokenValue } from '../../src/views/spokenValue.svelte';

let value = $state(0);
let spoken: SpokenValue;
let slider: HTMLElement;
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  value = 0;
  slider = document.body.appendChild(document.createElement('button'));
  end = $effect.root(() => {
    spoken = new SpokenValue(
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

test('without focus, a value changes at once', () => {
  move(1);
  expect(spoken.current).toBe(1);
});

test('with focus, the value of a movement changes when the movement ends', () => {
  slider.focus();
  for (let i = 1; i <= 20; i++) {
    move(i);
    vi.advanceTimersByTime(16);
    expect(spoken.current).toBe(0);
  }
  vi.advanceTimersByTime(200);
  expect(spoken.current).toBe(20);
});

test('with focus, a change made with the slider appears at once', () => {
  slider.focus();
  spoken.changing();
  move(1);
  expect(spoken.current).toBe(1);
  move(2);
  expect(spoken.current).toBe(1);
});

test('a change that does not happen leaves the next movement unspoken until it ends', async () => {
  slider.focus();
  spoken.changing();
  await tick();
  move(1);
  expect(spoken.current).toBe(0);
});
