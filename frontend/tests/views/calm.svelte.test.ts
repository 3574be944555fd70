import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Calm } from '../../src/views/calm.svelte';

/** What waits until the page has time to spare, and the longest that it may wait. */
let waiting: { act: () => void; timeout: number | undefined }[] = [];
let value = $state(0);
let calm: Calm<number>;
let end: () => void;

beforeEach(() => {
  waiting = [];
  vi.stubGlobal('requestIdleCallback', (act: () => void, options?: IdleRequestOptions) =>
    waiting.push({ act, timeout: options?.timeout }),
  );
  value = 1;
  end = $effect.root(() => {
    calm = new Calm(
      () => value,
      (earlier, later) => Math.abs(earlier - later) < 10,
    );
  });
  flushSync();
});
afterEach(() => {
  end();
  vi.unstubAllGlobals();
});

async function idle(): Promise<void> {
  for (const { act } of waiting.splice(0)) act();
  await new Promise((resolve) => setTimeout(resolve));
}

function change(next: number): void {
  value = next;
  flushSync();
}

test('a value follows another when the page has time to spare, and skips those between', async () => {
  expect(calm.value).toBe(1);
  await idle();
  for (const next of [2, 3, 4]) change(next);
  expect(calm.value).toBe(1);
  expect(waiting.map(({ timeout }) => timeout)).toEqual([100]);
  await idle();
  expect([calm.value, waiting]).toEqual([4, []]);
});

test('a value that does not follow the one before is shown at once', async () => {
  await idle();
  change(20);
  expect(calm.value).toBe(20);
});

test('without a word of spare time it follows with the next frame', async () => {
  await idle();
  vi.stubGlobal('requestIdleCallback', undefined);
  change(2);
  await new Promise(requestAnimationFrame);
  await vi.waitFor(() => expect(calm.value).toBe(2));
});
