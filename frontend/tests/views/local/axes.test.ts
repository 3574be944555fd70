import { expect, test } from 'vitest';
import { userEvent, type Locator } from 'vitest/browser';
import { parseOutput } from '../../../src/outputs/parse';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Axes from '../../../src/views/local/Axes.svelte';
import { imageOutput } from '../../outputs/images';
import { conditions } from '../../conditions/conditions';
import { knowing } from '../columns/knowing';
import { at, show, walked, type Fake } from '../world';

/** Of four values the first dimension changes two, and the others one each, by a tenth per unit. */
const output = parseOutput({ kind: 'values', names: ['a', 'b', 'c', 'd'], low: 0, high: 1 });

async function shown(
  parts: Parameters<typeof walked>[0] = {},
): Promise<{ page: Locator; explorer: Explorer; model: Fake }> {
  const { explorer, model } = await walked({ output, ...parts });
  const page = show(Axes, { explorer });
  return { page, explorer, model };
}

async function found(parts: Parameters<typeof walked>[0] = {}): ReturnType<typeof shown> {
  const made = await shown(parts);
  await made.page.getByRole('button', { name: 'Find' }).click();
  await expect.element(made.page.getByRole('button', { name: 'Renew here' })).toBeVisible();
  return made;
}

test('nothing is decoded before the axes are asked for', async () => {
  const { page, model } = await shown();
  await expect.element(page.getByText('The directions along which the')).toBeVisible();
  expect(model.asked).toEqual([]);
});

test('the strongest axis comes first, with its change per unit and its share', async () => {
  const { page } = await found();
  await expect.element(page.getByText('0.141 per unit · 50 %')).toBeVisible();
  expect(page.getByText('0.1 per unit · 25 %').elements()).toHaveLength(2);
  expect(page.getByRole('slider').elements()).toHaveLength(3);
});

test('the strength of images is in their values, not in bytes', async () => {
  const { page } = await found({ output: imageOutput({ height: 4, width: 4 }) });
  // 40 bytes per unit in six of 16 pixels from 0 to 1
  await expect.element(page.getByText(/ per unit/).first()).toHaveTextContent(/^0\.\d+ per unit/);
});

test('a slider moves the point along its axis, and the panel says how far away the axes were found', async () => {
  const { page, explorer } = await shown();
  explorer.choose({ z: Float32Array.of(1, 2, 0) });
  await page.getByRole('button', { name: 'Find' }).click();
  await expect.element(page.getByText('Found at the current point.')).toBeVisible();
  const slider = page.getByRole('slider', { name: 'axis 1' });
  await expect.element(slider).toHaveAttribute('aria-valuenow', '0');
  (slider.element() as HTMLElement).focus();
  await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}');
  expect(at(explorer, 2)).toEqual([1.1, 2, 0]);
  await expect.element(page.getByText('Found 0.1 from the current point.')).toBeVisible();
  await page.getByRole('button', { name: 'Go there' }).click();
  await expect.element(page.getByText('Found at the current point.')).toBeVisible();
  expect(at(explorer, 2)).toEqual([1, 2, 0]);
});

test('an axis is kept as a direction, once, under a name of its own', async () => {
  const { page, explorer } = await shown();
  explorer.keepDirection({ name: 'axis 1', vector: Float32Array.of(0, 0, 1) });
  await page.getByRole('button', { name: 'Find' }).click();
  const keep = page.getByRole('button', { name: 'Keep axis 1 as a direction' });
  await keep.click();
  await expect.element(keep).toBeDisabled();
  expect(explorer.view.directions.map(({ name }) => name)).toEqual(['axis 1', 'axis 1 (2)']);
  expect(Array.from(explorer.view.directions[1]!.vector, Math.round)).toEqual([1, 0, 0]);
});

test('directions that change nothing have no slider', async () => {
  const { page } = await found({ output: parseOutput({ kind: 'values', names: ['a'], low: 0, high: 1 }) });
  await expect.element(page.getByText('Axes 2 to 3 change almost nothing.')).toBeVisible();
  expect(page.getByRole('slider').elements()).toHaveLength(1);
});

test('of many axes the first have sliders, and the rest a share', async () => {
  const names = Array.from({ length: 20 }, (_, i) => `v${i}`);
  const { page } = await found({
    latentDim: 20,
    presets: [],
    data: null,
    output: parseOutput({ kind: 'values', names, low: 0, high: 1 }),
  });
  expect(page.getByRole('slider').elements()).toHaveLength(12);
  await expect.element(page.getByText('Axes 13 to 20 have 40 % of the change.')).toBeVisible();
});

test('of very many dimensions the axes are estimated, and the panel says so', async () => {
  const { page } = await found({ latentDim: 200, presets: [], data: null });
  await expect
    .element(page.getByText('Estimated from 128 of 200 directions: there may be stronger ones.'))
    .toBeVisible();
});

test('where the sample is constant, one sentence says so', async () => {
  const { page, model } = await shown();
  model.decode = async (_lane, _z, n) => ({ n, numbers: new Float32Array(4 * n), release: () => undefined });
  await page.getByRole('button', { name: 'Find' }).click();
  await expect.element(page.getByText(/^Nothing changes here: .* stays? the same in every direction\.$/)).toBeVisible();
});

test('values that are not finite, and a decoder that fails, are a sentence', async () => {
  const { page, model } = await shown();
  const { decode } = model;
  model.decode = async (_lane, _z, n) => ({ n, numbers: new Float32Array(4 * n).fill(NaN), release: () => undefined });
  await page.getByRole('button', { name: 'Find' }).click();
  await expect.element(page.getByText(/returns no finite numbers around this point/)).toBeVisible();
  model.decode = decode;
  model.fault = 'The decoder stopped.';
  await page.getByRole('button', { name: 'Find' }).click();
  await expect.element(page.getByText('The decoder stopped.')).toBeVisible();
});

test('other conditions make the axes out of date', async () => {
  const { page, explorer } = await found({ conditions });
  await expect.element(page.getByText('Since then')).not.toBeInTheDocument();
  explorer.setCondition(conditions[1]!, 1.5);
  await expect.element(page.getByText('Since then the model decodes otherwise.')).toBeVisible();
});

test('while the model is trained, the axes are said to change', async () => {
  const { page } = await found({ training: true });
  await expect.element(page.getByText('The model is being trained, so they change.')).toBeVisible();
});

test('columns that go with the axes are listed', async () => {
  const { explorer } = await knowing();
  const page = show(Axes, { explorer });
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('What these axes mean').click();
  await expect.element(page.getByText('age', { exact: true }).first()).toBeVisible();
});

test('of two models each names its own', async () => {
  const { explorer } = await walked();
  const page = show(Axes, { explorer, name: 'zoo' });
  await expect.element(page.getByRole('group', { name: 'Axes of this place of zoo' })).toBeVisible();
});
