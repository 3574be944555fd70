import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { Workshop } from '../../src/state/workshop';
import App from '../../src/views/App.svelte';
import { theme } from '../../src/views/theme.svelte';
import { FakeSource, folder, picture, show } from './world';

/** Embedded in another page. */
const ALONE = { address: false, title: '', start: '', hide: [], onview: undefined };

test('it opens the first model of its source', async () => {
  const page = show(App, { source: new FakeSource(), ...ALONE }, 800);
  await expect.element(page.getByLabelText('Model')).toHaveValue('0');
  await expect.element(page.getByRole('button', { name: 'Go to owl' })).toBeVisible();
  await expect.element(page.getByText('60 encoded images')).toBeInTheDocument();
});

test('a model that cannot be opened is reported', async () => {
  const source = new FakeSource();
  source.faults[0] = 'decoder.onnx could not be loaded (404).';
  const page = show(App, { source, ...ALONE });
  await expect.element(page.getByRole('status')).toHaveTextContent('decoder.onnx could not be loaded (404).');
});

test('if another model cannot be opened, the first one stays', async () => {
  const source = new FakeSource();
  source.faults[1] = 'farm is gone.';
  const page = show(App, { source, ...ALONE }, 800);
  await page.getByLabelText('Model').selectOptions('farm · 3 dimensions');
  await expect.element(page.getByText('farm is gone.')).toBeVisible();
  await expect.element(page.getByLabelText('Model')).toHaveValue('0');
});

test('a walk is resumed after a visit to another model', async () => {
  const page = show(App, { source: new FakeSource(), ...ALONE }, 800);
  await page.getByRole('button', { name: 'Go to dog' }).click();
  await page.getByLabelText('Model').selectOptions('farm · 3 dimensions');
  await expect.element(page.getByRole('textbox', { name: 'z1 as a number' })).toHaveValue('0.000');
  await page.getByLabelText('Model').selectOptions('zoo · 3 dimensions');
  await expect.element(page.getByRole('textbox', { name: 'z1 as a number' })).toHaveValue('1.500');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.element(page.getByRole('textbox', { name: 'z1 as a number' })).toHaveValue('0.000');
});

test('a lost server is reported until it is back', async () => {
  const source = new FakeSource();
  const page = show(App, { source, ...ALONE }, 800);
  await expect.element(page.getByLabelText('Model')).toBeVisible();
  source.lose(true);
  await expect.element(page.getByText('The server has stopped.')).toBeVisible();
  source.lose(false);
  await expect.element(page.getByText('The server has stopped.')).not.toBeInTheDocument();
});

test('a picture is placed, and an invalid file is refused', async () => {
  const page = show(App, { source: new FakeSource([folder]), ...ALONE }, 800);
  await expect.element(page.getByLabelText('Model')).toBeVisible();
  const input = page.element().querySelector('input[type=file]')!;
  await userEvent.upload(input, await picture(90));
  await expect.element(page.getByRole('button', { name: 'Undo' })).toBeEnabled();
  await userEvent.upload(input, new File(['words'], 'words.png', { type: 'image/png' }));
  await expect.element(page.getByText('words.png is not a picture that this browser can read.')).toBeVisible();
});

test('the page has the chosen theme, and its shortcuts work', async () => {
  const page = show(App, { source: new FakeSource(), ...ALONE }, 800);
  await expect.element(page.getByLabelText('Model')).toBeVisible();
  await page.getByRole('button', { name: 'Theme: like the system' }).click();
  expect(page.element().querySelector('[data-theme]')!.getAttribute('data-theme')).toBe('light');
  await userEvent.keyboard('tt');
  await expect.element(page.getByRole('button', { name: 'Theme: like the system' })).toBeVisible();
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect.element(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
});

test('a lost server is reported with its effect on this model, until it is back', async () => {
  const source = new FakeSource();
  const page = show(App, { source, ...ALONE }, 800);
  await expect.element(page.getByLabelText('Model')).toBeVisible();
  source.lose(true);
  await expect.element(page.getByText('This model is decoded in your browser and still works')).toBeVisible();
  source.lose(false);
  await expect.element(page.getByText('The server has stopped.')).not.toBeInTheDocument();
});

test('what surrounds a page of its own has the chosen theme', async () => {
  const page = show(App, { source: new FakeSource(), ...ALONE, address: true }, 800);
  await expect.element(page.getByRole('button', { name: 'Theme: like the system' })).toBeVisible();
  const { style } = document.documentElement;
  expect(style.colorScheme).toBe('');
  theme.chosen = 'dark';
  await vi.waitFor(() => expect(style.colorScheme).toBe('dark'));
  theme.chosen = 'system';
  await vi.waitFor(() => expect(style.colorScheme).toBe(''));
});

test("a model whose short training is over is not taken for the server's", async () => {
  const training = vi.fn(() => new Promise<never>(() => undefined));
  const app = () => ({ source: new FakeSource([{ ...folder, training: true }]), ...ALONE, training });
  show(App, app(), 800);
  await vi.waitFor(() => expect(training).toHaveBeenCalled());
  training.mockClear();
  const made = vi.spyOn(Workshop.prototype, 'fileOf').mockReturnValue(new File([], 'made.zip'));
  const page = show(App, app(), 800);
  await expect.element(page.getByRole('button', { name: 'Go to owl' })).toBeVisible();
  expect(training).not.toHaveBeenCalled();
  made.mockRestore();
});
