import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import Export from '../../../src/views/path/Export.svelte';
import { saved, show, walked } from '../world';

const line = (count: number) => () => Array.from({ length: count }, (_, i) => Float32Array.of(i / count, 0, 0));

test('a GIF is saved with its frames', async () => {
  const { explorer } = await walked();
  const page = show(Export, { explorer, points: line(5), seconds: 1 });
  const { name, content } = await saved(() => page.getByRole('button', { name: 'GIF' }).click());
  expect(name).toBe('zoo-walk.gif');
  const decoder = new ImageDecoder({ data: await content.arrayBuffer(), type: 'image/gif' });
  await decoder.tracks.ready;
  expect(decoder.tracks.selectedTrack!.frameCount).toBe(5);
});

test('a strip is saved with all frames side by side', async () => {
  const { explorer } = await walked();
  const page = show(Export, { explorer, points: line(5), seconds: 1 });
  const { name, content } = await saved(() => page.getByRole('button', { name: 'PNG' }).click());
  expect(name).toBe('zoo-walk.png');
  const picture = await createImageBitmap(content);
  expect(picture.width).toBe(5 * picture.height);
});

test('only one file is saved at a time, and it can be cancelled', async () => {
  const { explorer } = await walked();
  const page = show(Export, { explorer, points: line(2000), seconds: 1 });
  await page.getByRole('button', { name: 'GIF' }).click();
  await expect.element(page.getByRole('progressbar', { name: 'Saving' })).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'PNG' })).toBeDisabled();
  (page.getByRole('button', { name: 'Stop' }).element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(explorer.notices.current?.text).toBe('The walk could not be saved: it was cancelled.'));
  await expect.element(page.getByRole('button', { name: 'PNG' })).toBeEnabled();
});

test('errors are reported', async () => {
  const { explorer, model } = await walked();
  model.fault = 'the server is gone.';
  const page = show(Export, { explorer, points: line(3), seconds: 1 });
  await page.getByRole('button', { name: 'GIF' }).click();
  await vi.waitFor(() =>
    expect(explorer.notices.current).toEqual({ text: 'The walk could not be saved: the server is gone.', wrong: true }),
  );
});
