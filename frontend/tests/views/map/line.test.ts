import { expect, test, vi } from 'vitest';
import { commands, userEvent, type Locator } from 'vitest/browser';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Space from '../../../src/views/map/Space.svelte';
import { EACH, seen, show, spot, walked, zoo } from '../world';

/** Where the prior's sliders end. */
const END = 2.5758;

/** The zoo along its first dimension. */
async function lined(): Promise<{ page: Locator; line: Locator; explorer: Explorer }> {
  const wide = zoo();
  const first = (values: Float32Array): Float32Array<ArrayBuffer> => values.filter((_, i) => i % 3 === 0);
  const data = { ...wide, mean: first(wide.mean), logvar: first(wide.logvar) };
  const { explorer } = await walked({ latentDim: 1, presets: [], data });
  const page = show(Space, { explorer }, 400);
  return { page, line: page.getByRole('slider', { name: 'Place on the one dimension' }), explorer };
}

test('a model of one dimension has a strip of images and its data by class', async () => {
  const { page, line } = await lined();
  const canvas = line.element().querySelector('canvas')!;
  await vi.waitFor(() => expect(canvas.width).toBeGreaterThan(16));
  const row = seen(canvas).slice(0, canvas.width);
  // brighter to the right, as the model decodes
  expect(row.at(-1)).toBeGreaterThan(row[0]!);
  expect(line.element().querySelectorAll('path')).toHaveLength(3);
  await expect.element(page.getByText(`${3 * EACH} encoded images`)).toBeVisible();
});

test('a drag moves along it, as one step', async () => {
  const { line, explorer } = await lined();
  await commands.drag([spot(line), spot(line, 0.75)]);
  expect(explorer.view.z[0]).toBeCloseTo(END / 2, 2);
  explorer.undo();
  expect(explorer.view.z[0]).toBe(0);
});

test('keys move along it', async () => {
  const { line, explorer } = await lined();
  (line.element() as HTMLElement).focus();
  await userEvent.keyboard('{End}');
  expect(explorer.view.z[0]).toBeCloseTo(END, 3);
});

test('a class that the legend hides is left out', async () => {
  const { page, line } = await lined();
  await page.getByRole('button', { name: /^dog/ }).click();
  await vi.waitFor(() => expect(line.element().querySelectorAll('path')).toHaveLength(2));
});
