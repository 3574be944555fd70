import { expect, test, vi } from 'vitest';
import type { Atlas } from '../../../src/sources/atlas';
import type { Folder } from '../../../src/sources/folder';
import type { Model } from '../../../src/sources/source';
import { SIDE } from '../../../src/training/drawings';
import type { Items } from '../../../src/training/items';
import { Data } from '../../../src/views/train/data.svelte';

/** A model of grey pictures of 8 x 8 whose encoded items come when `atlas` does. */
function modelOf(atlas: Promise<Atlas | null>): Model {
  const output = { shape: [8, 8, 1], size: 64, pixels: {} };
  const folder = { name: 'plain', latentDim: 2, classes: [], conditions: [], output } as unknown as Folder;
  return { folder, atlas: () => atlas } as Partial<Model> as Model;
}

test('what is chosen last stays, also if something else fails later', async () => {
  const onfresh = vi.fn<(items: Items) => void>();
  const data = new Data(onfresh);
  const atlas = Promise.withResolvers<Atlas | null>();
  const drawn = data.redraw(modelOf(atlas.promise));
  expect(data.progress?.words).toBe('drawing pictures');
  data.draw([{ pixels: new Uint8Array(SIDE * SIDE), label: 0 }], ['A']);
  atlas.resolve(null);
  await drawn;
  expect([data.reading?.items.name, data.failure, data.progress]).toEqual(['my drawings', '', null]);
  expect(onfresh.mock.calls.map(([items]) => items.labels.length)).toEqual([2000]);
});

test('a model without encoded items is refused with a sentence', async () => {
  const data = new Data(() => undefined);
  await data.redraw(modelOf(Promise.resolve(null)));
  expect([data.failure, data.progress]).toEqual(['plain has no encoded items to draw.', null]);
});
