import { expect, test, vi } from 'vitest';
import type { Locator } from 'vitest/browser';
import { parseOutput } from '../../../src/outputs/parse';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Changes from '../../../src/views/Changes.svelte';
import Stage from '../../../src/views/Stage.svelte';
import { show, walked, zoo } from '../world';

const NAMES = Array.from({ length: 30 }, (_, i) => `GENE${i + 1}`);

async function valued(): Promise<{ page: Locator; explorer: Explorer }> {
  const { explorer } = await walked({ output: parseOutput({ kind: 'values', names: NAMES, low: 0, high: 1 }) });
  explorer.begin({ ...explorer.view, z: Float32Array.of(1, 2, 9) });
  const page = show(Stage, { explorer }, 300);
  await vi.waitFor(() => expect(explorer.sample).not.toBeNull());
  return { page, explorer };
}

/** The names of the bars, from top to bottom. */
const bars = (page: Locator): string[] =>
  [...page.element().querySelectorAll('.bar bdi')].map((one) => one.textContent);

test('the strongest values come first', async () => {
  const { page } = await valued();
  // the fake repeats a tenth of the coordinates, of which the third is the largest
  await vi.waitFor(() => expect(bars(page).slice(0, 3)).toEqual(['GENE3', 'GENE6', 'GENE9']));
  await expect.element(page.getByRole('button', { name: 'GENE3 0.9', exact: true })).toBeVisible();
});

test('a name is found, and stays first once it is pinned', async () => {
  const { page } = await valued();
  await page.getByRole('searchbox').fill('gene14');
  await page.getByRole('button', { name: 'GENE14', exact: true }).click();
  await vi.waitFor(() => expect(bars(page)[0]).toBe('GENE14'));
  await page.getByRole('button', { name: 'GENE14 0.2, pinned' }).click();
  await vi.waitFor(() => expect(bars(page)[0]).toBe('GENE3'));
});

test('the saved picture shows the bars', async () => {
  const { page } = await valued();
  const saved = vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation(() => undefined);
  await page.getByRole('button', { name: 'PNG' }).click();
  const { width, height } = saved.mock.contexts[0] as HTMLCanvasElement;
  saved.mockRestore();
  expect(width / height).toBeCloseTo(1.5);
  expect(height).toBeGreaterThan(300);
});

test('what changes is ranked along every dimension if the model uses none', async () => {
  const data = { ...zoo(), mean: new Float32Array(zoo().mean.length), logvar: new Float32Array(zoo().mean.length) };
  const output = parseOutput({ kind: 'values', names: NAMES, low: 0, high: 1 });
  const { explorer } = await walked({ output, data });
  expect(explorer.axes.live).toEqual([]);
  const page = show(Changes, { explorer }, 300);
  await vi.waitFor(() => expect(page.element().querySelectorAll('li').length).toBeGreaterThan(0));
});

test('what changes along a slider is ranked', async () => {
  const { explorer } = await valued();
  const page = show(Changes, { explorer }, 300);
  const names = (): string[] => [...page.element().querySelectorAll('li bdi')].map((one) => one.textContent);
  await page.getByLabelText('Along').selectOptions('z2');
  await vi.waitFor(() => expect(names().slice(0, 3)).toEqual(['GENE2', 'GENE5', 'GENE8']));
  const numbers = [...page.element().querySelectorAll('.number')].map((one) => Number(one.textContent));
  const { low, high } = explorer.axes.spread(explorer.axes.find('z2')!);
  expect(numbers[0]).toBeCloseTo((high - low) / 10, 2);
});

test('a screen reader hears the strongest, whether or not there are data', async () => {
  const { page } = await valued();
  await expect.element(page.getByRole('group', { name: 'strongest: GENE3 0.9, GENE6 0.9' })).toBeVisible();
});
