import { expect, test, vi } from 'vitest';
import Layers from '../../../src/views/map/Layers.svelte';
import PlaneChoice from '../../../src/views/map/PlaneChoice.svelte';
import Tools from '../../../src/views/map/Tools.svelte';
import { show, zoo } from '../world';
import { charted } from './parts';

test.each([
  ['Data', 'points'],
  ['Images', 'images'],
  ['Both', 'both'],
] as const)('%s shows the layer %s', async (name, layers) => {
  const { chart, explorer } = await charted();
  explorer.choose({ layers: layers === 'both' ? 'points' : 'both' });
  const page = show(Layers, { chart });
  const button = page.getByRole('group', { name: 'What the map shows' }).getByRole('button', { name });
  await expect.element(button).toHaveAttribute('aria-pressed', 'false');
  await button.click();
  expect(explorer.view.layers).toBe(layers);
  await expect.element(button).toHaveAttribute('aria-pressed', 'true');
});

test('two axes are chosen; choosing the axis of the other side swaps them', async () => {
  const { chart, explorer } = await charted();
  explorer.choose({ plane: { kind: 'axes', axes: ['z1', 'z2'] }, frame: { x: 0, y: 0, span: 1 } });
  const page = show(PlaneChoice, { chart });
  await page.getByLabelText('Vertical axis').selectOptions('z3');
  expect(explorer.view.plane).toEqual({ kind: 'axes', axes: ['z1', 'z3'] });
  expect(explorer.view.frame).toBeNull();
  await page.getByLabelText('Horizontal axis').selectOptions('z3');
  expect(explorer.view.plane).toEqual({ kind: 'axes', axes: ['z3', 'z1'] });
  await expect.element(page.getByLabelText('Vertical axis')).toHaveValue('z1');
});

test('components have no axes to choose; leaving them restores the axes', async () => {
  const { chart, explorer } = await charted();
  explorer.choose({ plane: { kind: 'axes', axes: ['z3', 'z1'] } });
  const page = show(PlaneChoice, { chart });
  await page.getByRole('button', { name: 'PC 1 × 2' }).click();
  expect(explorer.view.plane.kind).toBe('components');
  await expect.element(page.getByLabelText('Vertical axis')).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'Axes' }).click();
  expect(explorer.view.plane).toEqual({ kind: 'axes', axes: ['z3', 'z1'] });
});

test('planes are offered if the model has what they need', async () => {
  const bare = await charted({ data: null });
  await expect
    .element(show(PlaneChoice, { chart: bare.chart }).getByRole('group', { name: "The map's plane" }))
    .not.toBeInTheDocument();
  const { chart, explorer } = await charted({ data: { ...zoo(), layout: new Float32Array(120) } });
  const page = show(PlaneChoice, { chart });
  const layout = page.getByRole('button', { name: 'Layout' });
  await expect.element(layout).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Axes' }).click();
  expect(explorer.view.plane).toEqual({ kind: 'axes', axes: ['z1', 'z2'] });
  await expect.element(page.getByRole('button', { name: '3 pins' })).not.toBeInTheDocument();
  explorer.path.setPins([0, 1, 2].map((i) => Float32Array.from([0, 1, 2], (k) => +(k === i))));
  await page.getByRole('button', { name: '3 pins' }).click();
  expect(explorer.view.plane.kind).toBe('pins');
});

test('the tools zoom, and show everything again', async () => {
  const { chart, explorer } = await charted();
  const [zoom, fit] = [vi.fn(), vi.fn()];
  const page = show(Tools, { chart, fields: null, zoom, fit });
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.getByRole('button', { name: 'Zoom out' }).click();
  expect(zoom.mock.calls.flat().map((factor) => factor > 1)).toEqual([true, false]);
  await expect.element(page.getByRole('button', { name: 'Show all' })).not.toBeInTheDocument();
  explorer.choose({ frame: { x: 0, y: 0, span: 1 } });
  await page.getByRole('button', { name: 'Show all' }).click();
  expect(fit).toHaveBeenCalledOnce();
});

test('the lasso can be switched on and off, and needs points', async () => {
  const { chart, explorer } = await charted();
  const page = show(Tools, { chart, fields: null, zoom: () => undefined, fit: () => undefined });
  const lasso = page.getByRole('button', { name: 'Draw around points' });
  await lasso.click();
  expect(chart.lasso).toBe(true);
  await expect.element(lasso).toHaveAttribute('aria-pressed', 'true');
  await lasso.click();
  expect(chart.lasso).toBe(false);
  explorer.choose({ layers: 'images' });
  await expect.element(lasso).not.toBeInTheDocument();
});
