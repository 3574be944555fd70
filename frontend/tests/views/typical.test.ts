import { expect, test, vi } from 'vitest';
import type { Locator } from 'vitest/browser';
import Typical from '../../src/views/Typical.svelte';
import { Explorer } from '../../src/state/explorer.svelte';
import { Fake, folder, show, walked, zoo } from './world';

/** What the parts of the gauge are called. */
const terms = (page: Locator): (string | null)[] =>
  page
    .getByRole('term')
    .elements()
    .map((one) => one.textContent);

const value = (meter: Element): number => Number(meter.getAttribute('aria-valuenow'));

test('the gauge shows the minimum of its parts, and explains each', async () => {
  const { explorer } = await walked();
  explorer.choose({ z: folder.presets[2]!.z });
  const page = show(Typical, { explorer });
  await vi.waitFor(() => expect(page.getByRole('term').elements()).toHaveLength(3));
  await expect.element(page.getByText(/^\S+ of 100$/)).toBeVisible();
  const parts = page
    .getByRole('definition')
    .elements()
    .map((one) => parseInt(one.textContent.replace('<1', '0')));
  const meter = page.getByRole('meter', { name: 'Typicality, the minimum of its parts' });
  expect(value(meter.element())).toBe(Math.min(...parts));
  await expect.element(page.getByText(/of 100$/)).toHaveTextContent(`${value(meter.element())} of 100`);
  await expect.element(page.getByTitle(/of the prior's draws have a less usual distance/)).toBeVisible();
});

test('it decreases far out', async () => {
  const { explorer } = await walked();
  explorer.choose({ z: Float32Array.of(1, 1, 0.6) });
  const page = show(Typical, { explorer });
  await vi.waitFor(() => expect(page.getByTitle(/prior's draws/).element().textContent).toMatch(/^prior\s*(9\d|100)/));
  explorer.choose({ z: Float32Array.of(9, 0, 0) });
  await vi.waitFor(() => expect(page.getByTitle(/prior's draws/).element().textContent).toMatch(/^prior\s*(0|<1)/));
  expect(value(page.getByRole('meter').element())).toBe(0);
});

test('it says on which side a distance is unusual', async () => {
  const { explorer } = await walked();
  const page = show(Typical, { explorer });
  explorer.choose({ z: Float32Array.of(0, 0.01, 0) });
  await vi.waitFor(() => expect(page.getByTitle(/prior's draws/).element().textContent).toContain('too near 0'));
  explorer.choose({ z: Float32Array.of(1, 1, 0.6) });
  await vi.waitFor(() => expect(page.getByTitle(/prior's draws/).element().textContent).not.toContain('too'));
  explorer.choose({ z: Float32Array.of(9, 0, 0) });
  await vi.waitFor(() => expect(page.getByTitle(/prior's draws/).element().textContent).toContain('too far out'));
});

test('without data it compares with the prior', async () => {
  const { explorer } = await walked({ data: null });
  const page = show(Typical, { explorer });
  await vi.waitFor(() => expect(terms(page)).toEqual(['prior']));
  // no draw lies at the origin of three dimensions
  expect(value(page.getByRole('meter').element())).toBe(0);
});

test('with a slow model it shows what it knows, and no value of an earlier point', async () => {
  const { explorer, model } = await walked();
  const page = show(Typical, { explorer });
  await expect.element(page.getByText(/^\S+ of 100$/)).toBeVisible();
  const decode = vi.spyOn(model, 'decode').mockReturnValue(new Promise(() => undefined));
  explorer.choose({ z: Float32Array.of(9, 0, 0) });
  const texts = () =>
    page
      .getByRole('definition')
      .elements()
      .map((one) => one.textContent.split(':')[0]);
  await vi.waitFor(() => expect(texts()).toEqual([expect.stringMatching(/^(0|<1) · too far out$/), '0', '…']));
  await expect.element(page.getByText(/at most (0|<1) of 100/)).toBeVisible();
  decode.mockRestore();
});

test('while the data is loading there is no gauge', async () => {
  const model = new Fake(folder, zoo());
  const explorer = new Explorer(model);
  const page = show(Typical, { explorer });
  await expect.element(page.getByRole('heading')).toBeVisible();
  expect(page.getByRole('term').elements()).toHaveLength(0);
  await explorer.loadAtlas();
  await expect.element(page.getByText(/of 100$/)).toBeVisible();
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

test('a mixture is compared by its own density', async () => {
  const centre = [5, 5, 5];
  const narrow = [{ weight: 1, mean: centre, factor: [[0.1], [0, 0.1], [0, 0, 0.1]] }];
  const { explorer } = await walked({ data: null, prior: narrow });
  const page = show(Typical, { explorer });
  const text = () => page.getByTitle(/less usual density/).element().textContent;
  explorer.choose({ z: Float32Array.of(5.1, 5.1, 4.94) });
  await vi.waitFor(() => expect(text()).toMatch(/^prior\s*([5-9]\d|100)/));
  explorer.choose({ z: Float32Array.from(centre) });
  await vi.waitFor(() => expect(text()).toContain('too near a centre'));
  explorer.choose({ z: Float32Array.of(1, 1, 0.6) });
  await vi.waitFor(() => expect(text()).toContain('too far out'));
});

test('an unknown prior is left out', async () => {
  const { explorer } = await walked({ prior: null });
  const page = show(Typical, { explorer });
  await vi.waitFor(() => expect(terms(page)).toEqual(['data', 're-encoded']));
});
