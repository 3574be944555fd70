import { expect, test, vi } from 'vitest';
import { row } from '../../src/math/vector';
import Nearest from '../../src/views/Nearest.svelte';
import { at, EACH, folder, pixelsOf, seen, show, walked } from './world';

test('seven encoded images are shown, the nearest first, with their classes', async () => {
  const { explorer } = await walked();
  explorer.choose({ z: folder.presets[2]!.z });
  const page = show(Nearest, { explorer });
  await vi.waitFor(() => expect(page.getByRole('button').elements()).toHaveLength(7));
  const names = page
    .getByRole('button')
    .elements()
    .map((one) => one.getAttribute('aria-label'));
  // owls lie on a spiral: the first one is nearest to their middle
  expect(names).toEqual(Array.from({ length: 7 }, (_, i) => `Go to encoded image no. ${2 * EACH + i + 1}: owl`));
  const { mean } = explorer.encoded.atlas!;
  expect(seen(page.getByRole('button').first().element().querySelector('canvas')!)).toEqual(
    pixelsOf(row(mean, 2 * EACH, 3)),
  );
});

test('they follow the point', async () => {
  const { explorer } = await walked();
  const page = show(Nearest, { explorer });
  explorer.choose({ z: folder.presets[0]!.z });
  await expect.element(page.getByRole('button', { name: 'Go to encoded image no. 1: cat' })).toBeVisible();
});

test('a click moves to the mean', async () => {
  const { explorer } = await walked();
  explorer.choose({ z: folder.presets[1]!.z });
  const page = show(Nearest, { explorer });
  await page.getByRole('button', { name: `Go to encoded image no. ${EACH + 1}: dog` }).click();
  expect(at(explorer)).toEqual([1.75, -1, 0]);
});
