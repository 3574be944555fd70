import { expect, test, vi } from 'vitest';
import Typical from '../../src/views/Typical.svelte';
import { folder, show, walked, zoo } from './world';

const value = (meter: Element): number => Number(meter.getAttribute('aria-valuenow'));

test('the gauge shows the minimum of its parts, and explains each', async () => {
  const { explorer } = await walked();
  explorer.choose({ z: folder.presets[2]!.z });
  const page = show(Typical, { explorer });
  await vi.waitFor(() => expect(page.getByRole('term').elements()).toHaveLength(3));
  const parts = page
    .getByRole('definition')
    .elements()
    .map((one) => parseInt(one.textContent.replace('<1', '0')));
  const meter = page.getByRole('meter', { name: 'Typicality, the minimum of its parts' });
  expect(value(meter.element())).toBe(Math.min(...parts));
  await expect.element(page.getByText(/of 100$/)).toHaveTextContent(`${value(meter.element())} of 100`);
  await expect.element(page.getByTitle(/of the prior's draws lie farther out/)).toBeVisible();
});

test('it decreases far out', async () => {
  const { explorer } = await walked();
  explorer.choose({ z: Float32Array.of(0.5, 0.5, 0) });
  const page = show(Typical, { explorer });
  await vi.waitFor(() => expect(page.getByTitle(/prior's draws/).element().textContent).toMatch(/^prior\s*9\d/));
  explorer.choose({ z: Float32Array.of(9, 0, 0) });
  await vi.waitFor(() => expect(page.getByTitle(/prior's draws/).element().textContent).toMatch(/^prior\s*(0|<1)/));
  expect(value(page.getByRole('meter').element())).toBe(0);
});

test('without data it compares with the prior', async () => {
  const { explorer } = await walked({ data: null });
  const page = show(Typical, { explorer });
  await vi.waitFor(() =>
    expect(
      page
        .getByRole('term')
        .elements()
        .map((one) => one.textContent),
    ).toEqual(['prior']),
  );
  expect(value(page.getByRole('meter').element())).toBe(100);
});

test('a failing model has no gauge', async () => {
  const { explorer, model } = await walked();
  const page = show(Typical, { explorer });
  await expect.element(page.getByText(/of 100$/)).toBeVisible();
  model.fault = 'The server has stopped.';
  explorer.choose({ z: Float32Array.of(1, 0, 0) });
  await expect.element(page.getByText(/of 100$/)).not.toBeInTheDocument();
});

test('with a deterministic encoder it does not use a prior', async () => {
  const data = zoo();
  data.logvar.fill(-20);
  const { explorer } = await walked({ data });
  const page = show(Typical, { explorer });
  await expect.element(page.getByText('data', { exact: true })).toBeVisible();
  await expect.element(page.getByText('prior', { exact: true })).not.toBeInTheDocument();
});
