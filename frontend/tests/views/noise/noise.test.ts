import { expect, test, vi } from 'vitest';
import { userEvent, type Locator } from 'vitest/browser';
import type { Explorer } from '../../../src/state/explorer.svelte';
import { noisePosterior, pointOf } from '../../../src/state/noise';
import NoisePanel from '../../../src/views/noise/NoisePanel.svelte';
import { at, show, walked, zoo } from '../world';

async function opened(parts: Parameters<typeof walked>[0] = {}): Promise<[Locator, Explorer]> {
  const { explorer } = await walked(parts);
  explorer.choose({ z: Float32Array.of(1.5, -1, 0) });
  const page = show(NoisePanel, { explorer });
  await page.getByText('Sampling noise').click();
  return [page, explorer];
}

/** The point that the view's noise leads to. */
const expected = (explorer: Explorer): number[] =>
  Array.from(pointOf(noisePosterior(explorer)!, explorer.view.noise!), (value) => Number(value.toFixed(3)) + 0);

test('noise of the nearest item is one draw of its posterior', async () => {
  const [page, explorer] = await opened();
  await page.getByRole('button', { name: 'Nearest in the data' }).click();
  expect(explorer.view.noise).toMatchObject({ amount: 1, seed: 1 });
  expect(Math.floor(explorer.view.noise!.item! / 20)).toBe(1);
  await vi.waitFor(() => expect(at(explorer)).toEqual(expected(explorer)));
  await expect.element(page.getByText('As in training. σ is 0.223 to 1 here.')).toBeVisible();
});

test('the slider says how much noise there is, and zero leads to the mean', async () => {
  const [page, explorer] = await opened();
  await page.getByRole('button', { name: 'Nearest in the data' }).click();
  const slider = page.getByRole('slider', { name: 'Noise' });
  (slider.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(slider).toHaveAttribute('aria-valuetext', '1.05 σ, more than in training');
  expect(at(explorer)).toEqual(expected(explorer));
  await userEvent.keyboard('{Home}');
  await expect.element(slider).toHaveAttribute('aria-valuetext', '0 σ, none: the mean');
  const { mean } = noisePosterior(explorer)!;
  expect(explorer.view.z).toEqual(mean);
});

test('a sample of the row is gone to, and new noise gives other ones', async () => {
  const [page, explorer] = await opened();
  await page.getByRole('button', { name: 'Nearest in the data' }).click();
  await page.getByRole('button', { name: 'Sample 3' }).click();
  expect(explorer.view.noise!.seed).toBe(3);
  expect(at(explorer)).toEqual(expected(explorer));
  await page.getByRole('button', { name: 'New noise' }).click();
  expect(explorer.view.noise!.seed).toBe(9);
  explorer.undo();
  expect(explorer.view.noise!.seed).toBe(3);
});

test('what was brought has noise of its own', async () => {
  const [page, explorer] = await opened();
  expect(page.getByRole('button', { name: 'What you brought' }).elements()).toHaveLength(0);
  const posterior = { mean: Float32Array.of(0, 1, 2), logvar: new Float32Array(3).fill(-2) };
  explorer.setPlaced({ sample: new Uint8Array(16), posterior, strokes: [] });
  await page.getByRole('button', { name: 'What you brought' }).click();
  expect(explorer.view.noise!.item).toBeNull();
  expect(at(explorer)).toEqual(expected(explorer));
});

test('a point that is moved otherwise is away from its noise', async () => {
  const [page, explorer] = await opened();
  await page.getByRole('button', { name: 'Nearest in the data' }).click();
  explorer.choose({ z: Float32Array.of(0, 0, 0) });
  await expect.element(page.getByText('The point has been moved since')).toBeVisible();
  await page.getByRole('button', { name: 'Sample 1, the present one' }).click();
  expect(at(explorer)).toEqual(expected(explorer));
});

test('an encoder without variances adds no noise', async () => {
  const data = zoo();
  const [page] = await opened({ data: { ...data, logvar: data.logvar.map(() => -Infinity) } });
  await expect.element(page.getByText(/returns points without variances/)).toBeVisible();
});

test('a view with noise of something that is not there says so', async () => {
  const [page, explorer] = await opened();
  explorer.choose({ noise: { item: null, amount: 1, seed: 1 } });
  await expect.element(page.getByText('Draw or drop one first.')).toBeVisible();
});
