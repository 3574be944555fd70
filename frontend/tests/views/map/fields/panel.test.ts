import { expect, test, vi } from 'vitest';
import { page as browser } from 'vitest/browser';
import FieldPanel from '../../../../src/views/map/fields/FieldPanel.svelte';
import Map from '../../../../src/views/map/Map.svelte';
import { seen, show, walked } from '../../world';
import { fielded } from './parts.svelte';

test('a field is chosen, and its scale has units and the value at the ring', async () => {
  const { fields, explorer } = await fielded();
  const page = show(FieldPanel, { fields });
  await page.getByRole('combobox', { name: 'Field' }).selectOptions('Distance to the data');
  expect(explorer.view.field).toBe('distance');
  await expect
    .element(page.getByRole('img', { name: /Distance to the data from .* to .* latent units/ }))
    .toBeVisible();
  await expect.element(page.getByText(/latent units, here [\d.]+/)).toBeVisible();
  explorer.undo();
  expect(explorer.view.field).toBe('none');
  await expect.element(page.getByRole('img')).not.toBeInTheDocument();
});

test('ellipses are a switch, and say which change they mean', async () => {
  const { fields, explorer } = await fielded();
  const page = show(FieldPanel, { fields });
  await page.getByRole('button', { name: 'Ellipses' }).click();
  expect(explorer.view.ellipses).toBe(true);
  await expect.element(page.getByText(/a change of [\d.]+ in sample values/)).toBeVisible();
});

test('a field that a model lacks cannot be chosen; by a link it is a sentence', async () => {
  const { fields, explorer } = await fielded({ data: null, hashes: { 'decoder.onnx': 'ab' } });
  const page = show(FieldPanel, { fields });
  for (const name of ['Distance to the data', 'Density of the data', 'Re-encoding error'])
    await expect.element(page.getByRole('option', { name })).toBeDisabled();
  explorer.choose({ field: 'reencoding' });
  await expect.element(page.getByRole('status')).toHaveTextContent('needs an encoder, which this model lacks');
});

test('the map draws the field under its points', async () => {
  const { explorer } = await walked();
  explorer.begin({ ...explorer.view, plane: { kind: 'axes', axes: ['z1', 'z2'] }, field: 'distance' });
  const page = show(Map, { explorer }, 400);
  Object.assign((page.element() as HTMLElement).style, { display: 'flex', flexDirection: 'column', height: '500px' });
  const field = page.getByRole('application').element();
  await vi.waitFor(() => expect(new Set(seen(field.querySelector('canvas')!)).size).toBeGreaterThan(10), {
    timeout: 5000,
  });
  await expect.poll(() => field.querySelectorAll('canvas').length).toBe(2);
  await expect.element(browser.getByText(/latent units, here/)).toBeVisible();
});
