import { expect, test, vi } from 'vitest';
import type { Locator } from 'vitest/browser';
import { Shelf } from '../../../src/state/shelf.svelte';
import { isPredictor, predictorOf } from '../../../src/views/predictor/late';
import PredictorPanel from '../../../src/views/predictor/PredictorPanel.svelte';
import { receive } from '../../../src/views/receive';
import { folder, MIDDLES, show, walked } from '../world';
import { nearestCentre, networkOf, predicting } from './networks';

const file = (name = 'net.onnx'): File => new File([new Uint8Array(8)], name);

async function opened(parts: Parameters<typeof walked>[0] = predicting, network = nearestCentre) {
  const found = await walked(parts);
  found.model.network = network;
  const page = show(PredictorPanel, { explorer: found.explorer });
  await page.getByText('Second network').click();
  return { ...found, page };
}

const bars = (page: Locator): Locator => page.getByRole('list', { name: 'What the second network reads' });

async function bring(page: Locator, one = file()): Promise<void> {
  const input = page.element().querySelector<HTMLInputElement>('input[type=file]')!;
  const data = new DataTransfer();
  data.items.add(one);
  input.files = data.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

test('nothing is read before it is opened', async () => {
  const { explorer, model } = await walked(predicting);
  model.network = nearestCentre;
  const page = show(PredictorPanel, { explorer });
  await expect.element(page.getByText('Second network')).toBeVisible();
  expect(explorer.predictor).toBeNull();
  expect(model.asked).toEqual([]);
});

test('the probability of each class follows the point', async () => {
  const { explorer, page } = await opened();
  explorer.change({ z: Float32Array.of(...MIDDLES[1], 0) });
  await expect.element(bars(page).getByRole('button', { name: 'dog' })).toHaveTextContent('100 %');
  explorer.change({ z: Float32Array.of(...MIDDLES[2], 0) });
  await expect.element(bars(page).getByRole('button', { name: 'owl' })).toHaveTextContent('100 %');
});

test('the nearest point of another class is found, and led to', async () => {
  const { explorer, page } = await opened();
  explorer.change({ z: Float32Array.of(...MIDDLES[0], 0) });
  await bars(page).getByRole('button', { name: 'dog' }).click();
  // a field shows all classes at once
  expect(explorer.view.output).toBe(0);
  await page.getByRole('button', { name: 'Nearest dog' }).click();
  // half way between the two centres, which are three units apart
  await expect.element(page.getByText('1.5 latent units away', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Pin both' }).click();
  expect(explorer.path.points).toHaveLength(2);
  expect(explorer.path.points[1]![0]).toBeCloseTo(-1.5 + 1.1 * 1.5, 1);
  await page.getByRole('button', { name: 'Go across' }).click();
  await vi.waitFor(() => expect(explorer.view.z[0]).toBeGreaterThan(0));
});

test('the class of the point itself has no boundary to cross', async () => {
  const { explorer, page } = await opened();
  explorer.change({ z: Float32Array.of(...MIDDLES[0], 0) });
  await page.getByRole('button', { name: 'Nearest cat' }).click();
  await expect.element(page.getByText('The image is read so already.')).toBeVisible();
});

test('a file is brought, and says what was assumed', async () => {
  const { explorer, page } = await opened({}, nearestCentre);
  await expect.element(page.getByText('The file is not uploaded', { exact: false })).toBeVisible();
  await bring(page);
  await expect.element(bars(page)).toBeVisible();
  expect(explorer.predictor!.spec.returns).toBe('logits');
  await expect.element(page.getByText('Its 3 outputs are taken for logits of classes', { exact: false })).toBeVisible();
  await page.getByRole('combobox', { name: 'Returns' }).selectOptions('values');
  await vi.waitFor(() => expect(explorer.predictor!.spec.returns).toBe('values'));
});

test('what takes other images is refused with a sentence', async () => {
  const { explorer, page } = await opened(
    {},
    networkOf(() => [0, 1], [3, 32, 32]),
  );
  await bring(page);
  await expect.element(page.getByRole('alert')).toHaveTextContent('net.onnx takes (n, 3, 32, 32)');
  expect(explorer.predictor).toBeNull();
});

test('a regressor has values, and a point at which one is reached', async () => {
  const { explorer, page } = await opened(
    {},
    networkOf((x) => [2 * x]),
  );
  await bring(page);
  explorer.change({ z: Float32Array.of(-1, 0, 0) });
  await expect.element(bars(page).getByRole('button', { name: 'value' })).toHaveTextContent('-2');
  await page.getByRole('spinbutton', { name: 'Value of value' }).fill('1');
  await page.getByRole('button', { name: 'Nearest value' }).click();
  await expect.element(page.getByText('1.5 latent units away', { exact: false })).toBeVisible();
});

test('the value that a field shows is part of the view, and one that is not there is the first', async () => {
  const { explorer, page } = await opened(
    {},
    networkOf((x) => [2 * x, x - 3]),
  );
  await bring(page);
  await page.getByRole('combobox', { name: 'Returns' }).selectOptions('values');
  await vi.waitFor(() => expect(explorer.predictor!.classifies).toBe(false));
  await bars(page).getByRole('button').nth(1).click();
  expect(explorer.view.output).toBe(1);
  expect(explorer.predictor!.shown).toBe(1);
  await expect.element(bars(page).getByRole('button').nth(1)).toHaveAttribute('aria-pressed', 'true');
  explorer.choose({ output: 7 });
  expect(explorer.predictor!.shown).toBe(0);
  await expect.element(bars(page).getByRole('button').nth(0)).toHaveAttribute('aria-pressed', 'true');
});

test('a predictor that fails says so', async () => {
  const { page } = await opened(
    {},
    networkOf(() => [NaN, 0]),
  );
  await bring(page);
  await expect.element(page.getByRole('alert')).toHaveTextContent('NaN or infinity');
});

test('one that cannot run here runs where the model comes from', async () => {
  const { explorer, model } = await walked(predicting);
  model.predictThere = vi.fn(async (_lane, _samples, n) => new Float32Array(3 * n).fill(1 / 3));
  const predictor = await predictorOf(explorer);
  expect([...(await predictor.at(explorer.view.z, 1, 'predicted'))].map((share) => share.toFixed(2))).toEqual(
    Array(3).fill('0.33'),
  );
  expect(model.predictThere).toHaveBeenCalledOnce();
});

test('a dropped network that takes the samples reads them; another is a model', async () => {
  const { explorer, model } = await walked({});
  const shelf = new Shelf({ list: async () => [], open: () => Promise.reject(new Error('none')) });
  model.network = nearestCentre;
  expect(await receive(file('mine.onnx'), explorer, shelf)).toBeUndefined();
  expect(explorer.predictor!.file).toBe('mine.onnx');
  model.network = networkOf(() => [0], [folder.latentDim]);
  expect(await isPredictor(file('decoder.onnx'), explorer)).toBe(false);
});
