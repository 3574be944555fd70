import { expect, test, vi } from 'vitest';
import Stage from '../../src/views/Stage.svelte';
import { pixelsOf, seen, show, walked } from './world';
import { imageOutput } from '../outputs/images';

test('it shows the image at the point, and follows', async () => {
  const { explorer } = await walked();
  const page = show(Stage, { explorer });
  const canvas = page.getByLabelText('The image at this latent point').element();
  await vi.waitFor(() => expect(seen(canvas)).toEqual(pixelsOf([0, 0, 0])));
  explorer.choose({ z: Float32Array.of(1, -1, 0.5) });
  await vi.waitFor(() => expect(seen(canvas)).toEqual(pixelsOf([1, -1, 0.5])));
});

test('it is smoothed if the user chooses so', async () => {
  const { explorer } = await walked();
  const page = show(Stage, { explorer });
  const canvas = page.getByLabelText('The image at this latent point');
  await expect.element(canvas).toHaveStyle({ imageRendering: 'pixelated' });
  explorer.choose({ smooth: true });
  await expect.element(canvas).toHaveStyle({ imageRendering: 'auto' });
});

test('it decodes again when the server is back', async () => {
  const { explorer, model } = await walked();
  show(Stage, { explorer });
  await vi.waitFor(() => expect(model.asked).toHaveLength(1));
  explorer.refresh();
  await vi.waitFor(() => expect(model.asked).toHaveLength(2));
});

test.each([
  [1, 64],
  [16, 96],
  [96, 16],
  [64, 1],
])('an image of %d x %d leaves room for the rest', async (width, height) => {
  const { explorer } = await walked({ output: imageOutput({ width, height }) });
  const page = show(Stage, { explorer }, 284);
  const canvas = page.getByLabelText('The image at this latent point');
  const box = canvas.element().getBoundingClientRect();
  expect(box.width).toBe(284);
  expect(box.height).toBeGreaterThan(50);
  expect(box.height).toBeLessThan(360);
  await expect.element(canvas).toHaveStyle({ objectFit: 'contain' });
});
