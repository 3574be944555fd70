import { expect, test, vi } from 'vitest';
import { page as browserPage, userEvent } from 'vitest/browser';
import { row } from '../../../src/math/vector';
import Nearest from '../../../src/views/Nearest.svelte';
import Map from '../../../src/views/map/Map.svelte';
import { fileOf } from '../../originals/files';
import { EACH, folder, pixelsOf, seen, show, SIDE, walked } from '../world';

/** The grey of an item's original. */
const greyOf = (item: number): number => 20 + 3 * item;
const N = 3 * EACH;

/** Originals of one grey each, in one sheet of 8 x 8. */
async function file(): Promise<ArrayBuffer> {
  const canvas = new OffscreenCanvas(8 * SIDE, 8 * SIDE);
  const context = canvas.getContext('2d')!;
  for (let item = 0; item < N; item++) {
    context.fillStyle = `rgb(${greyOf(item)} ${greyOf(item)} ${greyOf(item)})`;
    context.fillRect((item % 8) * SIDE, Math.floor(item / 8) * SIDE, SIDE, SIDE);
  }
  // of quality 1 it is lossless
  const sheet = await (await canvas.convertToBlob({ type: 'image/webp', quality: 1 })).arrayBuffer();
  const index = { count: N, shape: [SIDE, SIDE, 1], encoding: 'webp', quality: 'lossless', grid: [8, 8] };
  return fileOf({ ...index, sheets: [sheet.byteLength] }, sheet);
}

async function withOriginals() {
  const held = await file();
  const { explorer, model } = await walked({ hashes: { ...folder.hashes, 'originals.bin': 'ef' } });
  model.files['originals.bin'] = held;
  return { explorer, model };
}

const first = (shown: ReturnType<typeof show>) =>
  seen(shown.getByRole('button', { name: 'Go to' }).first().element().querySelector('canvas')!);

test('the nearest are shown as originals, reconstructions or differences', async () => {
  const { explorer } = await withOriginals();
  explorer.choose({ z: folder.presets[2]!.z });
  const shown = show(Nearest, { explorer });
  const item = 2 * EACH;
  await vi.waitFor(() => expect(first(shown)).toEqual(Array(SIDE * SIDE).fill(greyOf(item))));
  const decoded = pixelsOf(row(explorer.encoded.atlas!.mean, item, 3));
  await shown.getByRole('button', { name: 'Reconstruction' }).click();
  await vi.waitFor(() => expect(first(shown)).toEqual(decoded));
  expect(explorer.view.item).toBe('reconstruction');
  await shown.getByRole('button', { name: 'Difference' }).click();
  // orange where the original is brighter, blue where it is darker
  await vi.waitFor(() =>
    expect(first(shown)).toEqual(
      decoded.map((value) => {
        const share = Math.abs(greyOf(item) - value) / 255;
        return expect.closeTo(share * (greyOf(item) > value ? 255 : 86), -0.5);
      }),
    ),
  );
  explorer.undo();
  await vi.waitFor(() => expect(first(shown)).toEqual(decoded));
});

test('the card of the groups shows some items of each, to go to', async () => {
  const { explorer } = await withOriginals();
  const shown = show(Map, { explorer }, 700);
  await vi.waitFor(() => expect(explorer.originals).not.toBeNull());
  explorer.selection.setGroups([Int32Array.of(3, 4), Int32Array.of(7)]);
  const second = shown.getByRole('list', { name: 'Some images of group B' }).getByRole('button').first();
  await vi.waitFor(() =>
    expect(seen(second.element().querySelector('canvas')!)).toEqual(Array(SIDE * SIDE).fill(greyOf(7))),
  );
  await second.click();
  await vi.waitFor(() => expect(explorer.view.z).toEqual(row(explorer.encoded.atlas!.mean, 7, 3)));
});

test('without originals there is no choice', async () => {
  const { explorer } = await walked();
  const shown = show(Nearest, { explorer });
  await vi.waitFor(() => expect(shown.getByRole('button').elements()).toHaveLength(7));
  expect(shown.getByRole('button', { name: 'Original' }).elements()).toHaveLength(0);
});

test('damaged originals are reported, and the page shows what it decodes', async () => {
  const { explorer, model } = await walked({ hashes: { ...folder.hashes, 'originals.bin': 'ef' } });
  model.files['originals.bin'] = new ArrayBuffer(99);
  const shown = show(Nearest, { explorer });
  await vi.waitFor(() => expect(explorer.notices.current?.text).toMatch(/^The originals do not start like originals/));
  await vi.waitFor(() => expect(shown.getByRole('button').elements()).toHaveLength(7));
});

test('the map draws them at their points', async () => {
  await browserPage.viewport(800, 700);
  const { explorer } = await withOriginals();
  const shown = show(Map, { explorer }, 700);
  const button = shown.getByRole('button', { name: 'Draw the originals at their points' });
  await button.click();
  expect(explorer.view.thumbs).toBe(true);
  const canvases = () => [...shown.element().querySelectorAll<HTMLCanvasElement>('.field > canvas')];
  await vi.waitFor(() => {
    const greys = new Set(seen(canvases().at(-1)!));
    expect(
      Array.from({ length: N }, (_, item) => greyOf(item)).filter((grey) => greys.has(grey)).length,
    ).toBeGreaterThan(2);
  });
  (shown.getByRole('application').element() as HTMLElement).focus();
  await userEvent.keyboard('i');
  expect(explorer.view.thumbs).toBe(false);
});
