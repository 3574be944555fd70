import { expect, test, vi } from 'vitest';
import Stage from '../../src/views/Stage.svelte';
import { pixelsOf, seen, show, walked } from './world';

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
  explorer.revision++;
  await vi.waitFor(() => expect(model.asked).toHaveLength(2));
});
