import { expect, test, vi } from 'vitest';
import Presets from '../../src/views/Presets.svelte';
import { at, folder, pixelsOf, seen, show, walked } from './world';

test('each class has a preset that shows its image', async () => {
  const { explorer } = await walked();
  const page = show(Presets, { explorer });
  for (const { name, z } of folder.presets) {
    const button = page.getByRole('button', { name: `Go to ${name}` });
    await vi.waitFor(() => expect(seen(button.element().querySelector('canvas')!)).toEqual(pixelsOf(z)));
  }
});

test('a click moves there, as one step', async () => {
  const { explorer } = await walked();
  const page = show(Presets, { explorer });
  await page.getByRole('button', { name: 'Go to dog' }).click();
  expect(at(explorer)).toEqual([1.5, -1, 0]);
  explorer.undo();
  expect(at(explorer)).toEqual([0, 0, 0]);
});

test('the first ten show their keys', async () => {
  const presets = Array.from({ length: 11 }, (_, i) => ({ name: `kind ${i}`, z: Float32Array.of(i, 0, 0) }));
  const { explorer } = await walked({ presets });
  const page = show(Presets, { explorer });
  await expect.element(page.getByTitle('A typical kind 9 (key 9)')).toBeVisible();
  await expect.element(page.getByTitle('A typical kind 10', { exact: true })).toBeInTheDocument();
});

test('a decoding error is reported until decoding works again', async () => {
  const { explorer, model } = await walked();
  model.fault = 'The decoder is broken.';
  show(Presets, { explorer });
  await vi.waitFor(() => expect(explorer.notices.current).toEqual({ text: 'The decoder is broken.', wrong: true }));
  model.fault = null;
  explorer.revision++;
  await vi.waitFor(() => expect(explorer.notices.current).toBeNull());
});
