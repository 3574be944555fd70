import { expect, test, vi } from 'vitest';
import { commands, userEvent, type Locator } from 'vitest/browser';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Path from '../../../src/views/path/Path.svelte';
import { at, folder, seen, show, SIDE, spot, walked } from '../world';

const points = folder.presets.map(({ z }) => z);

async function path(pins = points): Promise<{ page: Locator; explorer: Explorer }> {
  const { explorer } = await walked();
  if (pins.length) explorer.begin({ ...explorer.view, pins });
  const page = show(Path, { explorer }, 760);
  return { page, explorer };
}

const pin = (page: Locator, i: number, of: number): Locator =>
  page.getByRole('button', { name: `Pin ${i} of ${of}: go there` });

test('without pins it explains them, and nothing plays', async () => {
  const { page, explorer } = await path([]);
  await expect.element(page.getByText('Pin points that you like')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Play the path' })).toBeDisabled();
  await page.getByRole('button', { name: 'Pin', exact: true }).click();
  expect(explorer.view.pins).toHaveLength(1);
  await expect.element(pin(page, 1, 1)).toBeVisible();
  await expect.element(page.getByRole('slider')).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('button', { name: 'Pin', exact: true }).click();
  expect(explorer.notices.current?.text).toContain('The last pin is already here.');
});

test('it plays and pauses', async () => {
  const { page, explorer } = await path();
  // so slow that it is not over before it is paused
  explorer.choose({ pace: 10 });
  await page.getByRole('button', { name: 'Play the path' }).click();
  await vi.waitFor(() => expect(explorer.path.time).toBeGreaterThan(0.01));
  await page.getByRole('button', { name: 'Pause' }).click();
  const { time } = explorer.path;
  // the path moves with every frame while it plays
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  expect(explorer.path.time).toBe(time);
});

test('a press on the film moves to that position of the path', async () => {
  const { page, explorer } = await path();
  const track = page.getByRole('slider', { name: 'Position on the path' });
  await commands.drag([spot(track, 0.25), spot(track, 0.75, 0.9)]);
  expect(explorer.path.time).toBeCloseTo(1.5, 2);
  explorer.undo();
  expect(at(explorer)).toEqual([0, 0, 0]);
});

test.each([
  ['{Home}', 0],
  ['{End}', 2],
  ['{PageUp}', 0.5],
  ['{PageDown}', 2],
  ['{ArrowLeft}', 1.5 - 2 / 48],
  ['{ArrowRight}', 1.5 + 2 / 48],
])('the key %s moves to %d', async (key, time) => {
  const { page, explorer } = await path();
  explorer.path.scrub(1.5);
  (page.getByRole('slider').element() as HTMLElement).focus();
  await userEvent.keyboard(key);
  expect(explorer.path.time).toBeCloseTo(time, 6);
});

test('the film shows the images along the path', async () => {
  const { page, explorer } = await path([Float32Array.of(-2, 0, 0), Float32Array.of(2, 0, 0)]);
  explorer.choose({ curve: 'lerp' });
  const film = page.getByRole('slider').element().querySelector('canvas')!;
  await vi.waitFor(() => expect(film.width).toBeGreaterThan(4 * SIDE));
  const greys = () =>
    seen(film)
      .slice(0, film.width)
      .filter((_, x) => x % 4 === 0);
  await vi.waitFor(() => expect(greys()).toEqual([...greys()].sort((a, b) => a - b)));
  expect(greys().at(-1)! - greys()[0]!).toBeGreaterThan(140);
});

test('a path of many pins scrolls, so that each pin can be pressed', async () => {
  const { explorer } = await walked();
  explorer.path.setPins(Array.from({ length: 100 }, (_, i) => Float32Array.of(i / 50 - 1, (i % 3) - 1, 0)));
  const page = show(Path, { explorer }, 500);
  const pins = page.getByRole('button', { name: /^Pin \d+ of 100/ }).elements();
  expect(pins).toHaveLength(100);
  const [first, second] = pins.map((pin) => pin.getBoundingClientRect().left);
  expect(second! - first!).toBeGreaterThan(24);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(innerWidth);
  explorer.path.scrub(99);
  await expect.element(page.getByRole('button', { name: 'Pin 100 of 100: go there' })).toBeInViewport();
});
