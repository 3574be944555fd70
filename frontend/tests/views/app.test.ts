import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import App from '../../src/views/App.svelte';
import { FakeSource, folder, picture, show } from './world';

/** As a part of another's page. */
const ALONE = { address: false, title: '', start: '', hide: [], onview: undefined };

test('it opens the first model of its source', async () => {
  const page = show(App, { source: new FakeSource(), ...ALONE }, 800);
  await expect.element(page.getByLabelText('Model')).toHaveValue('0');
  await expect.element(page.getByRole('button', { name: 'Go to owl' })).toBeVisible();
  await expect.element(page.getByText('60 encoded images')).toBeInTheDocument();
});

test('a model that cannot be opened says why', async () => {
  const source = new FakeSource();
  source.faults[0] = 'decoder.onnx could not be loaded (404).';
  const page = show(App, { source, ...ALONE });
  await expect.element(page.getByRole('status')).toHaveTextContent('decoder.onnx could not be loaded (404).');
});

test('where another model cannot be opened the walk goes on', async () => {
  const source = new FakeSource();
  source.faults[1] = 'farm is gone.';
  const page = show(App, { source, ...ALONE }, 800);
  await page.getByLabelText('Model').selectOptions('farm · 3 dimensions');
  await expect.element(page.getByText('farm is gone.')).toBeVisible();
  await expect.element(page.getByLabelText('Model')).toHaveValue('0');
});

test('a walk is found again after a visit to another model', async () => {
  const page = show(App, { source: new FakeSource(), ...ALONE }, 800);
  await page.getByRole('button', { name: 'Go to dog' }).click();
  await page.getByLabelText('Model').selectOptions('farm · 3 dimensions');
  await expect.element(page.getByRole('textbox', { name: 'z1 as a number' })).toHaveValue('0.000');
  await page.getByLabelText('Model').selectOptions('zoo · 3 dimensions');
  await expect.element(page.getByRole('textbox', { name: 'z1 as a number' })).toHaveValue('1.500');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.element(page.getByRole('textbox', { name: 'z1 as a number' })).toHaveValue('0.000');
});

test('a source that is lost is told, and when it is back', async () => {
  const source = new FakeSource();
  const page = show(App, { source, ...ALONE }, 800);
  await expect.element(page.getByLabelText('Model')).toBeVisible();
  source.lose(true);
  await expect.element(page.getByText('The server has stopped.')).toBeVisible();
  source.lose(false);
  await expect.element(page.getByText('The server has stopped.')).not.toBeInTheDocument();
});

test('a picture of ones own is placed, and a file of no kind is refused', async () => {
  const page = show(App, { source: new FakeSource([folder]), ...ALONE }, 800);
  await expect.element(page.getByLabelText('Model')).toBeVisible();
  const input = page.element().querySelector('input[type=file]')!;
  await userEvent.upload(input, await picture(90));
  await expect.element(page.getByRole('button', { name: 'Undo' })).toBeEnabled();
  await userEvent.upload(input, new File(['words'], 'words.png', { type: 'image/png' }));
  await expect.element(page.getByText('words.png is not a picture that this browser can read.')).toBeVisible();
});

test('the switcher is labelled in the theme that was chosen, and takes the keys', async () => {
  const page = show(App, { source: new FakeSource(), ...ALONE }, 800);
  await expect.element(page.getByLabelText('Model')).toBeVisible();
  await page.getByRole('button', { name: 'Theme: like the system' }).click();
  expect(page.element().querySelector('[data-theme]')!.getAttribute('data-theme')).toBe('light');
  await userEvent.keyboard('tt');
  await expect.element(page.getByRole('button', { name: 'Theme: like the system' })).toBeVisible();
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect.element(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
});

test('a lost server is told, with what goes on without it, and goes when it is back', async () => {
  const source = new FakeSource();
  const page = show(App, { source, ...ALONE }, 800);
  await expect.element(page.getByLabelText('Model')).toBeVisible();
  source.lose(true);
  await expect.element(page.getByText('This model is decoded in your browser and still works')).toBeVisible();
  source.lose(false);
  await expect.element(page.getByText('The server has stopped.')).not.toBeInTheDocument();
});
