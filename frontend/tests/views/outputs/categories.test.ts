import { expect, test, vi } from 'vitest';
import { userEvent, type Locator } from 'vitest/browser';
import { parseOutput } from '../../../src/outputs/parse';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Stage from '../../../src/views/Stage.svelte';
import { show, walked } from '../world';

async function placed(): Promise<{ page: Locator; explorer: Explorer }> {
  const json = { kind: 'categories', length: 3, names: ['', 'A', 'B'] };
  const { explorer } = await walked({ output: parseOutput(json) });
  const page = show(Stage, { explorer }, 300);
  await vi.waitFor(() => expect(explorer.sample).not.toBeNull());
  return { page, explorer };
}

test('arrow keys read the candidates of each place', async () => {
  const { page } = await placed();
  const plot = page.getByRole('group', { name: 'The sequence at this latent point' });
  await expect.element(page.getByText('Place 1 of 3')).toBeVisible();
  (plot.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
  await expect.element(page.getByText('Place 3 of 3', { exact: true })).toBeVisible();
});

test('a text is placed, and one that does not fit is explained', async () => {
  const { page, explorer } = await placed();
  const field = page.getByRole('textbox', { name: 'Place a text' });
  await field.fill('AX');
  await page.getByRole('button', { name: 'Place' }).click();
  await expect.element(page.getByText("the model has no symbol 'X'")).toBeVisible();
  await field.fill('AB');
  await page.getByRole('button', { name: 'Place' }).click();
  await vi.waitFor(() => expect(explorer.placed?.sample).toEqual(Float32Array.of(0, 1, 0, 0, 0, 1, 1, 0, 0)));
  await expect.element(field).toHaveValue('');
});
