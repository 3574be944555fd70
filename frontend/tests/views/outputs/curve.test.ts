import { expect, test, vi } from 'vitest';
import { commands, userEvent, type Locator } from 'vitest/browser';
import type { CurveOutput } from '../../../src/outputs/curve';
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

test('undo takes back a curve that was drawn', async () => {
  const { page, plot, explorer } = await plotted();
  explorer.sketch(true);
  const [x, y] = spot(plot);
  await commands.drag([
    [x - 60, y - 40],
    [x + 60, y - 40],
  ]);
  await vi.waitFor(() => expect(explorer.canUndo).toBe(true));
  await expect.element(page.getByText('draw over the curve')).not.toBeInTheDocument();
  explorer.undo();
  await expect.element(page.getByText('draw over the curve')).toBeVisible();
});

test('the cursor stays within what is shown', async () => {
  const { page, plot } = await plotted();
  (plot.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowLeft}+++++');
  await expect.element(page.getByText(/^19 ms/)).toBeVisible();
  for (let i = 0; i < 20; i++) await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}');
  await expect.element(page.getByText(/^(2[5-9]|3\d) ms/)).toBeVisible();
});

test.each([
  ['far from 0', { x: Array.from({ length: 41 }, (_, i) => 1.7e9 + i / 1000), x_label: 's (s)' }],
  ['in unequal steps', { x: Array.from({ length: 41 }, (_, i) => 1.5 ** i) }],
  ['and one value', { length: 1 }],
])('positions %s have axes at every zoom', async (_, parts) => {
  const { plot } = await plotted(parts);
  (plot.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}++++++++');
  const numbers = [...plot.element().querySelectorAll('.column')].map((one) => one.textContent);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('long numbers are shown whole', async () => {
  const { plot } = await plotted({ low: -1e6, high: 1e6, rate: 0.25e6 });
  const box = plot.element().getBoundingClientRect();
  for (const number of plot.element().querySelectorAll('span')) {
    const { left, right } = number.getBoundingClientRect();
    expect(left).toBeGreaterThanOrEqual(box.left);
    expect(right).toBeLessThanOrEqual(box.right);
  }
});

test.each([
  ['of a slow rate', { rate: 360 }],
  ['of a rate that is not whole', { rate: 44100.5 }],
  ['of a fast rate', { rate: 1e6 }],
  ['of very many lines', { rate: 8000, channels: Array.from({ length: 40 }, (_, i) => `${i}`) }],
  ['of one value', { rate: 8000, length: 1 }],
])('sound %s is heard, and follows', async (_, parts) => {
  const { page, explorer } = await plotted(parts);
  await page.getByRole('button', { name: /Hear/ }).click();
  await expect.element(page.getByRole('button', { name: /Stop/ })).toBeEnabled();
  const before = explorer.sample;
  explorer.choose({ z: Float32Array.of(3, 2, 1) });
  await vi.waitFor(() => expect(explorer.sample).not.toBe(before));
  await page.getByRole('button', { name: /Stop/ }).click();
  await expect.element(page.getByRole('button', { name: /Hear/ })).toHaveAttribute('aria-pressed', 'false');
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

test('lines are drawn one below the other on request, and all pictures follow', async () => {
  const { page, explorer } = await plotted({ channels: ['left', 'right'] });
  const output = explorer.folder.output as CurveOutput;
  const { revision } = explorer;
  await page.getByRole('button', { name: 'one below the other' }).click();
  await vi.waitFor(() => expect(output.stacked).toBe(true));
  expect(explorer.revision).not.toBe(revision);
  await page.getByRole('button', { name: 'one axis for all' }).click();
  await vi.waitFor(() => expect(output.stacked).toBe(false));
});
