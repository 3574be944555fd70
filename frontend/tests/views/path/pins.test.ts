import { expect, test } from 'vitest';
import { commands, userEvent, type Locator } from 'vitest/browser';
import type { Numbers } from '../../../src/outputs/output';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Pins from '../../../src/views/path/Pins.svelte';
import { at, folder, seen, show, spot, walked } from '../world';

const points = folder.presets.map(({ z }) => z);

async function pinned(samples: Numbers[] = []): Promise<{ page: Locator; explorer: Explorer }> {
  const { explorer } = await walked();
  explorer.begin({ ...explorer.view, pins: points });
  const page = show(Pins, { explorer, samples }, 600);
  // the place that the path gives them
  Object.assign((page.element() as HTMLElement).style, { position: 'relative', left: '40px', height: '60px' });
  return { page, explorer };
}

const pin = (page: Locator, i: number, of: number): Locator =>
  page.getByRole('button', { name: `Pin ${i} of ${of}: go there` });

test('the keyboard moves to a pin, moves it and removes it, and keeps the focus', async () => {
  const { page, explorer } = await pinned();
  await pin(page, 2, 3).click();
  expect(at(explorer)).toEqual([1.5, -1, 0]);
  await userEvent.keyboard('{Alt>}{ArrowLeft}{/Alt}');
  expect(explorer.view.pins).toEqual([points[1], points[0], points[2]]);
  await expect.element(pin(page, 1, 3)).toHaveFocus();
  await userEvent.keyboard('{Delete}');
  expect(explorer.view.pins).toEqual([points[0], points[2]]);
  await expect.element(pin(page, 1, 2)).toHaveFocus();
});

test('a pin is dragged to another position, and its cross removes it', async () => {
  const { page, explorer } = await pinned();
  await commands.drag([spot(pin(page, 1, 3)), spot(pin(page, 2, 3)), spot(pin(page, 3, 3))]);
  expect(explorer.view.pins).toEqual([points[1], points[2], points[0]]);
  expect(at(explorer)).toEqual([0, 0, 0]);
  await pin(page, 2, 3).hover();
  await page.getByRole('button', { name: 'Remove pin 2' }).click();
  expect(explorer.view.pins).toEqual([points[1], points[0]]);
});

test('a pin that is dropped where it was is not clicked', async () => {
  const { page, explorer } = await pinned();
  const [x, y] = spot(pin(page, 2, 3));
  await commands.drag([
    [x, y],
    [x + 30, y],
    [x + 2, y],
  ]);
  expect(explorer.view.pins).toEqual(points);
  expect(at(explorer)).toEqual([0, 0, 0]);
});

test('each shows its picture, and is at its time of the path', async () => {
  const { page, explorer } = await pinned([0, 100, 200].map((grey) => new Uint8Array(16).fill(grey)));
  const middles = [1, 2, 3].map((i) => spot(pin(page, i, 3))[0]);
  expect(middles).toEqual([40, 340, 640]);
  expect([1, 2, 3].map((i) => seen(pin(page, i, 3).element().querySelector('canvas')!)[0])).toEqual([0, 100, 200]);
  explorer.choose({ loop: true });
  await expect.poll(() => spot(pin(page, 3, 3))[0]).toBeCloseTo(440, 0);
});
