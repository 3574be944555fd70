import { expect, test, vi } from 'vitest';
import { commands, userEvent, type Locator } from 'vitest/browser';
import Sketch from '../../src/views/Sketch.svelte';
import { carried, folder, picture, show, spot, walked } from './world';

async function drawn(page: Locator): Promise<void> {
  const pad = page.getByLabelText('A pad to draw on');
  await commands.drag([spot(pad, 0.3, 0.3), spot(pad, 0.7, 0.3), spot(pad, 0.5, 0.8)]);
}

test('a stroke moves the point, and shows what was given, what came of it, and how far off it is', async () => {
  const { explorer } = await walked();
  const page = show(Sketch, { explorer, onfiles: () => undefined });
  await drawn(page);
  await expect.element(page.getByLabelText('What the model is given')).toBeVisible();
  await expect.element(page.getByLabelText('What it makes of it')).toBeVisible();
  await expect.element(page.getByText(/^off by \d+ %$/)).toBeVisible();
  expect(explorer.view.z[0]).toBeGreaterThan(0.05);
  expect(explorer.placed!.posterior.mean[0]).toBe(explorer.view.z[0]);
});

test('Clear takes the drawing away', async () => {
  const { explorer } = await walked();
  const page = show(Sketch, { explorer, onfiles: () => undefined });
  await drawn(page);
  await expect.element(page.getByLabelText('What it makes of it')).toBeVisible();
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect.element(page.getByLabelText('What it makes of it')).not.toBeInTheDocument();
  expect(explorer.placed).toBeNull();
  const pad = page.getByLabelText('A pad to draw on').element() as HTMLCanvasElement;
  expect(pad.getContext('2d')!.getImageData(0, 0, pad.width, pad.height).data.some(Boolean)).toBe(false);
});

test('Done closes it, and the focus is in it until then', async () => {
  const { explorer } = await walked();
  explorer.sketching = true;
  const page = show(Sketch, { explorer, onfiles: () => undefined });
  await expect.element(page.getByRole('button', { name: 'Clear' })).toHaveFocus();
  await page.getByRole('button', { name: 'Done' }).click();
  expect(explorer.sketching).toBe(false);
});

test('a picture that is pasted is placed', async () => {
  const { explorer } = await walked();
  show(Sketch, { explorer, onfiles: () => undefined });
  window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: carried(await picture(90)) }));
  await vi.waitFor(() => expect(explorer.placed).not.toBeNull());
  expect(explorer.canUndo).toBe(true);
});

test('a picture that is chosen goes where files go', async () => {
  const { explorer } = await walked();
  const onfiles = vi.fn();
  const page = show(Sketch, { explorer, onfiles });
  const chosen = await picture(90);
  await userEvent.upload(page.element().querySelector('input[type=file]')!, chosen);
  expect(onfiles.mock.calls[0]![0].map(({ name }: File) => name)).toEqual(['picture.png']);
});

test('an encoder that fails says so', async () => {
  const { explorer, model } = await walked();
  const page = show(Sketch, { explorer, onfiles: () => undefined });
  model.fault = 'zoo has no encoder.';
  await drawn(page);
  await vi.waitFor(() => expect(explorer.notices.current).toEqual({ text: 'zoo has no encoder.', wrong: true }));
});

test('a model of colours has a brush of colours, and a grey one has none', async () => {
  const { explorer } = await walked({ image: { ...folder.image, channels: 3 } });
  await expect.element(show(Sketch, { explorer, onfiles: () => undefined }).getByLabelText('Colour of the brush')).toBeVisible();
  const grey = await walked();
  await expect.element(show(Sketch, { explorer: grey.explorer, onfiles: () => undefined }).getByLabelText('Colour of the brush')).not.toBeInTheDocument();
});
