import { expect, test, vi } from 'vitest';
import { AlphaOutput } from '../../../src/outputs/alpha';
import { parseOutput } from '../../../src/outputs/parse';
import { placePicture } from '../../../src/views/picture';
import Stage from '../../../src/views/Stage.svelte';
import { saved, show, walked } from '../world';

const output = (channels: number): AlphaOutput =>
  parseOutput({ kind: 'image', height: 1, width: 2, channels, low: 0, high: 1 }) as AlphaOutput;

function drawn(made: AlphaOutput, bytes: number[], other?: number[]): number[][] {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [2, 1];
  const context = canvas.getContext('2d')!;
  const box = { left: 0, top: 0, width: 2, height: 1 };
  if (other) made.drawDifference(context, Uint8Array.from(bytes), Uint8Array.from(other), box);
  else made.draw(context, Uint8Array.from(bytes), 0, box);
  return [0, 1].map((x) => [...context.getImageData(x, 0, 1, 1).data]);
}

test('what is opaque has its colour, and what is transparent shows the checkerboard', () => {
  expect(drawn(output(4), [9, 80, 200, 255, 9, 80, 200, 0])).toEqual([
    [9, 80, 200, 255],
    [114, 114, 114, 255],
  ]);
  expect(drawn(output(2), [50, 255, 50, 51])).toEqual([
    [50, 50, 50, 255],
    [101, 101, 101, 255],
  ]);
});

test('colours that are transparent make no difference', () => {
  expect(drawn(output(4), [0, 0, 0, 0, 0, 0, 0, 255], [255, 9, 7, 0, 0, 0, 0, 0])).toEqual([
    [0, 0, 0, 255],
    [64, 45, 21, 255],
  ]);
});

test('it is saved with its alpha', async () => {
  const { explorer } = await walked({ output: output(4) });
  const page = show(Stage, { explorer }, 300);
  await vi.waitFor(() => expect(explorer.sample).not.toBeNull());
  const { name, content } = await saved(() => page.getByRole('button', { name: 'PNG' }).click());
  expect(name).toBe('zoo-image.png');
  const bitmap = await createImageBitmap(content, { premultiplyAlpha: 'none' });
  const context = new OffscreenCanvas(2, 1).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const alphas = [0, 1].map((x) => context.getImageData(x, 0, 1, 1).data[3]);
  expect(alphas).toEqual([explorer.sample![3], explorer.sample![7]]);
});

test.each([
  [4, [250, 0, 0, 255, 0, 0, 0, 0]],
  [2, [75, 255, 0, 0]],
])('a picture is placed with its alpha in an image of %d channels', async (channels, bytes) => {
  const { explorer } = await walked({ output: output(channels) });
  const canvas = new OffscreenCanvas(2, 1);
  const context = canvas.getContext('2d')!;
  context.fillStyle = 'rgb(250 0 0)';
  context.fillRect(0, 0, 1, 1);
  await placePicture(explorer, new File([await canvas.convertToBlob()], 'red.png', { type: 'image/png' }));
  expect([...explorer.placed!.sample]).toEqual(bytes);
  expect(explorer.notices.current?.text ?? '').toBe('');
});
