import { expect, test } from 'vitest';
import Hint from '../../src/views/Hint.svelte';
import { isNew, remember } from '../../src/views/hint';
import { show, walked } from './world';

const TEXT = 'Drag a slider, or the ring on the map.';

/** A storage of one page. */
function storage(): () => Storage {
  const kept = new Map<string, string>();
  const some = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  return () => some as Storage;
}
const sandboxed = (): Storage => {
  throw new DOMException('The document is sandboxed.', 'SecurityError');
};

test('it is for the first time only', () => {
  const here = storage();
  expect(isNew('', here)).toBe(true);
  remember(here);
  expect(isNew('', here)).toBe(false);
});

test.each([
  ['', true],
  ['#model=mnist', true],
  ['#model=mnist&z=1,0', false],
])('with the address %j it is %s that a page is new', (hash, expected) => {
  expect(isNew(hash, storage())).toBe(expected);
});

test('a page without storage shows it, and does not fail', () => {
  expect(isNew('', sandboxed)).toBe(true);
  remember(sandboxed);
});

test('it is announced, fades when the walk begins, and is remembered', async () => {
  localStorage.clear();
  const { explorer } = await walked();
  const page = show(Hint, { explorer });
  const hint = page.getByRole('status');
  await expect.element(hint).toHaveTextContent(TEXT);
  await expect.element(hint).toBeVisible();
  expect(isNew('')).toBe(false);
  explorer.change({ z: Float32Array.of(1, 0, 0) });
  await expect.element(page.getByText(TEXT)).not.toBeVisible();
  localStorage.clear();
});
