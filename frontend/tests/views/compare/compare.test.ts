import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import App from '../../../src/views/App.svelte';
import { parseOutput } from '../../../src/outputs/parse';
import Compare from '../../../src/views/compare/Compare.svelte';
import { Pair } from '../../../src/state/pair.svelte';
import { Fake, FakeSource, folder, pixelsOf, seen, show, walked } from '../world';
import { imageOutput } from '../../outputs/images';

const ALONE = { address: false, title: '', start: '', hide: [], onview: undefined };

test('both images and their difference are shown', async () => {
  const { explorer } = await walked();
  const pair = new Pair(explorer, new Fake({ ...folder, name: 'farm' }, null));
  pair.other.jumpTo(Float32Array.of(1, 1, 1));
  const page = show(Compare, { pair });
  await vi.waitFor(() =>
    expect(seen(page.getByLabelText('The image at this latent point').element())).toEqual(pixelsOf([0, 0, 0])),
  );
  await vi.waitFor(() => expect(seen(page.getByLabelText('The image of farm').element())).toEqual(pixelsOf([1, 1, 1])));
  await expect.element(page.getByText('apart by 15.7 %')).toBeVisible(); // 40 of 255
});

test('the user chooses what both models share', async () => {
  const { explorer } = await walked();
  const page = show(Compare, { pair: new Pair(explorer, new Fake({ ...folder, name: 'farm' }, null)) });
  await page.getByRole('button', { name: 'Class' }).click();
  expect(explorer.view.by).toBe('class');
  await expect.element(page.getByText('Presets move each model to its own example of the class.')).toBeVisible();
});

test('models with nothing in common are described so', async () => {
  const { explorer } = await walked();
  const other = new Fake(
    { ...folder, name: 'farm', latentDim: 2, presets: [], hashes: {}, output: imageOutput({ width: 9, height: 4 }) },
    null,
  );
  const page = show(Compare, { pair: new Pair(explorer, other) });
  await expect.element(page.getByText('each is explored on its own')).toBeVisible();
  await expect.element(page.getByText('apart by')).not.toBeInTheDocument();
});

test('two models of fields draw the same channel, whichever is asked, and differ in it', async () => {
  const json = { kind: 'field', height: 2, width: 2, channels: ['t', 'u'], low: -1, high: 1 };
  const { explorer } = await walked({ output: parseOutput(json) });
  const pair = new Pair(explorer, new Fake({ ...folder, name: 'farm', output: parseOutput(json) }, null));
  const page = show(Compare, { pair }, 700);
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Channel' }), 'u');
  await expect.element(page.getByRole('figure', { name: 'Colours of u', exact: false }).nth(1)).toBeVisible();
  pair.other.choose({ seen: '' });
  expect([explorer.view.seen, explorer.canUndo]).toEqual(['', true]);
  await expect.element(page.getByLabelText(/orange where zoo is greater/)).toBeVisible();
});

test('each of two models of different kinds is called what it is', async () => {
  const { explorer } = await walked();
  const output = parseOutput({ kind: 'curve', length: 9, low: -1, high: 1 });
  const pair = new Pair(explorer, new Fake({ ...folder, name: 'farm', output }, null));
  const page = show(Compare, { pair });
  await expect.element(page.getByLabelText('The image at this latent point')).toBeVisible();
  await expect.element(page.getByRole('group', { name: 'The curve of farm' })).toBeVisible();
});

test('a model is compared with another one, and no longer', async () => {
  const page = show(App, { source: new FakeSource(), ...ALONE }, 1200);
  await page.getByRole('button', { name: 'Compare' }).click();
  await expect.element(page.getByLabelText('The image of farm')).toBeVisible();
  await expect.element(page.getByLabelText('Map of the latent space of farm', { exact: false })).toBeInTheDocument();
  await page.getByRole('button', { name: 'Go to dog' }).click();
  await vi.waitFor(() =>
    expect(seen(page.getByLabelText('The image of farm').element())).toEqual(pixelsOf([1.5, -1, 0])),
  );
  await page.getByLabelText('Compared with').selectOptions('Stop comparing');
  await expect.element(page.getByLabelText('The image of farm')).not.toBeInTheDocument();
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(page.getByLabelText('The image of farm')).toBeVisible();
});

test('the two models change sides when the other one is opened', async () => {
  const page = show(App, { source: new FakeSource(), ...ALONE, start: 'model=zoo&with=farm' }, 1200);
  await expect.element(page.getByLabelText('The image of farm')).toBeVisible();
  await page.getByLabelText('Model').selectOptions('farm · 3 dimensions');
  await expect.element(page.getByLabelText('The image of zoo')).toBeVisible();
});

test('a link to a comparison with a missing model is reported', async () => {
  const page = show(App, { source: new FakeSource(), ...ALONE, start: 'model=zoo&with=circus' }, 1200);
  await expect.element(page.getByText("The model 'circus' is not open here, so it cannot be compared.")).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Compare' })).toBeVisible();
});

test('each strip has that of the other model below it', async () => {
  const page = show(App, { source: new FakeSource(), ...ALONE, start: 'model=zoo&with=farm' }, 1200);
  await expect.element(page.getByLabelText('The image of farm')).toBeVisible();
  await vi.waitFor(() => {
    const films = [...page.element().querySelectorAll('.strip')[0]!.querySelectorAll('.film')];
    expect(films).toHaveLength(2);
    expect(seen(films[1]!)).toEqual(seen(films[0]!));
    expect(new Set(seen(films[1]!)).size).toBeGreaterThan(2);
  });
});
