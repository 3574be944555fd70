import { expect, test, vi } from 'vitest';
import type { Atlas } from '../../../src/sources/atlas';
import type { Folder } from '../../../src/sources/folder';
import type { Model } from '../../../src/sources/source';
import { SIDE } from '../../../src/training/drawings';
import { Pictures } from '../../../src/views/train/pictures.svelte';

/** A model of grey pictures of 8 x 8 whose encoded items come when `atlas` does. */
function modelOf(atlas: Promise<Atlas | null>): Model {
  const output = { shape: [8, 8, 1], size: 64, pixels: {} };
  const folder = { name: 'plain', latentDim: 2, classes: [], conditions: [], output } as unknown as Folder;
  return { folder, atlas: () => atlas } as Partial<Model> as Model;
}

test('what is chosen last stays, also if something else fails later', async () => {
  const onfresh = vi.fn();
  const pictures = new Pictures(onfresh);
  const atlas = Promise.withResolvers<Atlas | null>();
  const drawn = pictures.redraw(modelOf(atlas.promise));
  expect(pictures.progress?.words).toBe('drawing pictures');
  pictures.draw([{ pixels: new Uint8Array(SIDE * SIDE), label: 0 }], ['A']);
  atlas.resolve(null);
  await drawn;
  expect([pictures.reading?.items.name, pictures.failure, pictures.progress]).toEqual(['my drawings', '', null]);
  expect(onfresh.mock.calls).toEqual([[2000]]);
});

test('a model without encoded items is refused with a sentence', async () => {
  const pictures = new Pictures(() => undefined);
  await pictures.redraw(modelOf(Promise.resolve(null)));
  expect([pictures.failure, pictures.progress]).toEqual(['plain has no encoded items to draw.', null]);
});
