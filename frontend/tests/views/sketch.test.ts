import { expect, test, vi } from 'vitest';
import { commands, userEvent, type Locator } from 'vitest/browser';
import Sketch from '../../src/views/Sketch.svelte';
import { carried, picture, pixelsOf, show, spot, walked } from './world';
import { imageOutput } from '../outputs/images';

async function drawn(page: Locator): Promise<void> {
  const pad = page.getByLabelText('Drawing pad');
  await commands.drag([spot(pad, 0.3, 0.3), spot(pad, 0.7, 0.3), spot(pad, 0.5, 0.8)]);
}

test('a stroke moves the point, and shows the given image, the decoded one and their difference', async () => {
  const { explorer } = await walked();
  const page = show(Sketch, { explorer, onfiles: () => undefined });
  await drawn(page);
  await expect.element(page.getByLabelText('What the model is given')).toBeVisible();
  await expect.element(page.getByLabelText('The decoded image')).toBeVisible();
  await expect.element(page.getByText(/^off by \d+ %$/)).toBeVisible();
  expect(explorer.view.z[0]).toBeGreaterThan(0.05);
  expect(explorer.placed!.posterior.mean[0]).toBe(explorer.view.z[0]);
});

test('Clear removes the drawing', async () => {
  const { explorer } = await walked();
  const page = show(Sketch, { explorer, onfiles: () => undefined });
  await drawn(page);
  await expect.element(page.getByLabelText('The decoded image')).toBeVisible();
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect.element(page.getByLabelText('The decoded image')).not.toBeInTheDocument();
  expect(explorer.placed).toBeNull();
  const pad = page.getByLabelText('Drawing pad').element() as HTMLCanvasElement;
  expect(pad.getContext('2d')!.getImageData(0, 0, pad.width, pad.height).data.some(Boolean)).toBe(false);
});

/** Whether the pad has ink at a position, given as shares of its sides. */
function inked(page: Locator, x: number, y: number): boolean {
  const pad = page.getByLabelText('Drawing pad').element() as HTMLCanvasElement;
  return pad.getContext('2d')!.getImageData(x * pad.width, y * pad.height, 1, 1).data[3]! > 0;
}

test('undo restores the drawing stroke by stroke, and what was cleared', async () => {
  const { explorer } = await walked();
  const page = show(Sketch, { explorer, onfiles: () => undefined });
  const pad = page.getByLabelText('Drawing pad');
  await commands.drag([spot(pad, 0.3, 0.2), spot(pad, 0.7, 0.2)]);
  await vi.waitFor(() => expect(explorer.canUndo).toBe(true));
  const first = explorer.placed;
  await commands.drag([spot(pad, 0.3, 0.8), spot(pad, 0.7, 0.8)]);
  await vi.waitFor(() => expect(explorer.step.placed).not.toBe(first));
  expect([inked(page, 0.5, 0.2), inked(page, 0.5, 0.8)]).toEqual([true, true]);
  await page.getByRole('button', { name: 'Clear' }).click();
  expect([inked(page, 0.5, 0.2), inked(page, 0.5, 0.8)]).toEqual([false, false]);
  explorer.undo();
  await vi.waitFor(() => expect([inked(page, 0.5, 0.2), inked(page, 0.5, 0.8)]).toEqual([true, true]));
  explorer.undo();
  await vi.waitFor(() => expect([inked(page, 0.5, 0.2), inked(page, 0.5, 0.8)]).toEqual([true, false]));
  expect(explorer.placed).toBe(first);
  await expect.element(page.getByLabelText('The decoded image')).toBeVisible();
  explorer.undo();
  await vi.waitFor(() => expect(inked(page, 0.5, 0.2)).toBe(false));
  expect(explorer.placed).toBeNull();
  expect(explorer.canUndo).toBe(false);
  explorer.redo();
  await vi.waitFor(() => expect([inked(page, 0.5, 0.2), inked(page, 0.5, 0.8)]).toEqual([true, false]));
});

test('a drawing is one step, however long encoding takes', async () => {
  const { explorer, model } = await walked();
  const encode = model.encode.bind(model);
  model.encode = async (...image) => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    return encode(...image);
  };
  const page = show(Sketch, { explorer, onfiles: () => undefined });
  await drawn(page);
  await vi.waitFor(() => expect(explorer.canUndo).toBe(true));
  expect(explorer.step.view.z).toBe(explorer.view.z);
  explorer.undo();
  expect(explorer.view.z[0]).toBe(0);
  expect(explorer.canUndo).toBe(false);
});

test('the pad opens with the current drawing', async () => {
  const { explorer } = await walked();
  const pad = show(Sketch, { explorer, onfiles: () => undefined });
  await drawn(pad);
  await vi.waitFor(() => expect(explorer.canUndo).toBe(true));
  const again = show(Sketch, { explorer, onfiles: () => undefined });
  await vi.waitFor(() => expect(inked(again, 0.5, 0.3)).toBe(true));
});

test('a picture replaces the drawing', async () => {
  const { explorer } = await walked();
  const page = show(Sketch, { explorer, onfiles: () => undefined });
  await drawn(page);
  await vi.waitFor(() => expect(explorer.canUndo).toBe(true));
  window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: carried(await picture(90)) }));
  await vi.waitFor(() => expect(inked(page, 0.5, 0.3)).toBe(false));
});

test('Done closes it; until then it has the focus', async () => {
  const { explorer } = await walked();
  explorer.sketching = true;
  const page = show(Sketch, { explorer, onfiles: () => undefined });
  await expect.element(page.getByRole('button', { name: 'Clear' })).toHaveFocus();
  await page.getByRole('button', { name: 'Done' }).click();
  expect(explorer.sketching).toBe(false);
});

test('a pasted picture is placed', async () => {
  const { explorer } = await walked();
  show(Sketch, { explorer, onfiles: () => undefined });
  window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: carried(await picture(90)) }));
  await vi.waitFor(() => expect(explorer.placed).not.toBeNull());
  expect(explorer.canUndo).toBe(true);
});

test('a chosen picture is handed on', async () => {
  const { explorer } = await walked();
  const onfiles = vi.fn();
  const page = show(Sketch, { explorer, onfiles });
  const chosen = await picture(90);
  await userEvent.upload(page.element().querySelector('input[type=file]')!, chosen);
  expect(onfiles.mock.calls[0]![0].map(({ name }: File) => name)).toEqual(['picture.png']);
});

test('a failing encoder is reported', async () => {
  const { explorer, model } = await walked();
  const page = show(Sketch, { explorer, onfiles: () => undefined });
  model.fault = 'zoo has no encoder.';
  await drawn(page);
  await vi.waitFor(() => expect(explorer.notices.current).toEqual({ text: 'zoo has no encoder.', wrong: true }));
});

test('the brush has colours if the model has, and none for a grey one', async () => {
  const { explorer } = await walked({ output: imageOutput({ width: 4, height: 4, channels: 3 }) });
  await expect
    .element(show(Sketch, { explorer, onfiles: () => undefined }).getByLabelText('Colour of the brush'))
    .toBeVisible();
  const grey = await walked();
  await expect
    .element(show(Sketch, { explorer: grey.explorer, onfiles: () => undefined }).getByLabelText('Colour of the brush'))
    .not.toBeInTheDocument();
});

test('without an encoder the point is searched when the stroke ends', async () => {
  const { explorer } = await walked({ hashes: { 'decoder.onnx': 'ab' } });
  const page = show(Sketch, { explorer, onfiles: () => undefined });
  await drawn(page);
  await expect.element(page.getByLabelText('The decoded image')).toBeVisible();
  const { sample, posterior } = explorer.placed!;
  expect([...explorer.view.z]).toEqual([...posterior.mean]);
  // the squared error of values from -1 to 1, against the prior
  const off = (z: ArrayLike<number>) =>
    pixelsOf(z).reduce((sum, value, i) => sum + ((value - sample[i]!) / 127.5) ** 2, 0) +
    Array.from(z, (value) => value ** 2 / 2).reduce((a, b) => a + b);
  const here = off(posterior.mean);
  for (const step of [-0.4, 0.4])
    for (const k of [0, 1, 2])
      expect(off(posterior.mean.map((value, i) => value + (i === k ? step : 0)))).toBeGreaterThan(here);
  await vi.waitFor(() => expect(explorer.canUndo).toBe(true));
});

test('a search shows its progress, and Clear stops it', async () => {
  const { explorer, model } = await walked({ hashes: { 'decoder.onnx': 'ab' } });
  const decode = model.decode.bind(model);
  let running = 0;
  model.decode = async (lane, z, n) => {
    running++;
    await new Promise((resolve) => setTimeout(resolve, 30));
    running--;
    return decode(lane, z, n);
  };
  const page = show(Sketch, { explorer, onfiles: () => undefined });
  await drawn(page);
  await expect.element(page.getByRole('progressbar', { name: 'Searching the latent point' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect.element(page.getByRole('progressbar')).not.toBeInTheDocument();
  await vi.waitFor(() => expect(running).toBe(0));
  await new Promise((resolve) => setTimeout(resolve));
  expect(running).toBe(0);
  expect(explorer.placed).toBeNull();
});
