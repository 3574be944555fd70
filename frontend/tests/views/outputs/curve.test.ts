import { expect, test, vi } from 'vitest';
import { commands, userEvent, type Locator } from 'vitest/browser';
import { parseOutput } from '../../../src/outputs/parse';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Stage from '../../../src/views/Stage.svelte';
import { show, spot, walked } from '../world';

const JSON = { kind: 'curve', length: 41, low: -1, high: 1, x_label: 'time (ms)', y_label: 'mV' };

async function plotted(parts: object = {}): Promise<{ page: Locator; plot: Locator; explorer: Explorer }> {
  const { explorer } = await walked({ output: parseOutput({ ...JSON, ...parts }) });
  explorer.begin({ ...explorer.view, z: Float32Array.of(1, 2, 3) });
  const page = show(Stage, { explorer }, 400);
  await vi.waitFor(() => expect(explorer.sample).not.toBeNull());
  return { page, plot: page.getByRole('group', { name: 'The curve at this latent point' }), explorer };
}

test('the axes have round numbers and labels', async () => {
  const { page } = await plotted();
  for (const text of ['mV', 'time (ms)', '0.5', '-1', '20', '40'])
    await expect.element(page.getByText(text, { exact: true }).first()).toBeVisible();
});

test('the keyboard reads the values, and zooms', async () => {
  const { page, plot } = await plotted();
  (plot.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  // the fake repeats a tenth of each coordinate: value 21 is the first again
  await expect.element(page.getByText('21 ms · 0.1')).toBeVisible();
  await userEvent.keyboard('+');
  await expect.element(page.getByRole('button', { name: 'Show all' })).toBeVisible();
  await userEvent.keyboard('0');
  await expect.element(page.getByRole('button', { name: 'Show all' })).not.toBeInTheDocument();
});

test('the pointer reads the value under it', async () => {
  const { page, plot } = await plotted();
  await plot.hover();
  await expect.element(page.getByText(/^\d+ ms · 0\.[123]$/)).toBeVisible();
});

test('a curve that is drawn by hand moves the point', async () => {
  const { plot, explorer } = await plotted();
  explorer.sketch(true);
  const [x, y] = spot(plot);
  await commands.drag([
    [x - 60, y - 40],
    [x + 60, y - 40],
  ]);
  await vi.waitFor(() => expect(explorer.placed).not.toBeNull());
  const { sample } = explorer.placed!;
  expect(sample).toHaveLength(41);
  expect(Math.max(...sample)).toBeGreaterThan(0.3);
  await vi.waitFor(() => expect([...explorer.view.z]).toEqual([...explorer.placed!.posterior.mean]));
  expect(explorer.canUndo).toBe(true);
});

test('only sound is heard', async () => {
  const silent = await plotted();
  await expect.element(silent.page.getByRole('button', { name: /Hear/ })).not.toBeInTheDocument();
  const { page } = await plotted({ rate: 8000 });
  const button = page.getByRole('button', { name: /Hear/ });
  await expect.element(button).toHaveAttribute('aria-pressed', 'false');
  await button.click();
  await expect.element(page.getByRole('button', { name: /Stop/ })).toHaveAttribute('aria-pressed', 'true');
  await expect.element(page.getByRole('button', { name: 'WAV' })).toBeVisible();
});
