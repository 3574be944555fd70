import { expect, test, vi } from 'vitest';
import { commands, userEvent } from 'vitest/browser';
import { weightsOf } from '../../../src/engine/weights';
import { DECODER, SNAPSHOTS } from '../../../src/sources/folder';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Timeline from '../../../src/views/time/Timeline.svelte';
import { safetensors } from '../../safetensors';
import { model as onnx } from '../../writer';
import { folder, show, spot, walked, zoo, type Fake } from '../world';

/** Bits of half-precision numbers, by their values. */
const HALVES = [0x0000, 0x3c00, 0x4000, 0x4200];
/** Rows of the atlas that the snapshots track. */
const ROWS = [1, 21, 41];

/** A model with four snapshots. Its one weight is the snapshot's number, and so are its means. */
async function timed(): Promise<{ explorer: Explorer; model: Fake }> {
  const made = await walked({ hashes: { ...folder.hashes, [SNAPSHOTS]: 'ef' }, provenance: { recipe: { epochs: 9 } } });
  made.model.files[DECODER] = onnx([{ op: 'Add', inputs: ['z', 'w'], outputs: ['image'] }], { z: [-1, 3] }, ['image'], {
    w: { shape: [1], data: Float32Array.of(3.5) },
  }).slice().buffer;
  made.model.files[SNAPSHOTS] = safetensors({
    'decoder.w': { shape: [4, 1], data: Uint16Array.from(HALVES) },
    mean: { shape: [4, 3, 3], data: Uint16Array.from(HALVES.flatMap((bits) => Array.from({ length: 9 }, () => bits))) },
    row: { shape: [3], data: Int32Array.from(ROWS) },
    epoch: { shape: [4], data: Float32Array.of(0, 0.25, 4, 9) },
    loss: { shape: [4], data: Float32Array.of(400, 200, 100, 90) },
  });
  return made;
}

/** The weight of the applied decoder. */
function applied({ applied: files }: Fake): number | undefined {
  const file = files.at(-1);
  return file && new Float32Array(weightsOf(new Uint8Array(file)).get('w')!.slice().buffer)[0];
}

test('it opens at the end, with the trained model and its epoch', async () => {
  const { explorer, model } = await timed();
  const page = show(Timeline, { explorer });
  const slider = page.getByRole('slider', { name: 'Snapshot of the training' });
  await expect.element(slider).toHaveAttribute('aria-valuetext', 'epoch 9, loss 90.0');
  expect(explorer.encoded.moment).toBe(null);
  expect(model.applied).toEqual([]);
});

test('the keyboard goes back to earlier decoders and data, and the point stays', async () => {
  const { explorer, model } = await timed();
  const page = show(Timeline, { explorer });
  const slider = page.getByRole('slider', { name: 'Snapshot of the training' });
  await expect.element(slider).toHaveAttribute('aria-valuemax', '3');
  const { z } = explorer.view;
  const { revision } = explorer;
  (slider.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
  await vi.waitFor(() => expect(applied(model)).toBe(1));
  await vi.waitFor(() => expect(explorer.encoded.moment?.data.mean).toEqual(new Float32Array(9).fill(1)));
  expect(explorer.revision).not.toBe(revision);
  expect(explorer.view.at).toBe(1);
  expect(explorer.view.z).toBe(z);
  expect([...explorer.encoded.moment!.known.keys()].filter((i) => explorer.encoded.moment!.known[i])).toEqual(ROWS);
  expect(explorer.encoded.moment!.mean.slice(0, 3)).toEqual(zoo().mean.slice(0, 3));
  expect([...explorer.encoded.moment!.data.label]).toEqual([0, 1, 2]);
  await expect.element(slider).toHaveAttribute('aria-valuetext', 'epoch 0.25, loss 200.0');
  await userEvent.keyboard('{Home}');
  await vi.waitFor(() => expect(applied(model)).toBe(0));
  await expect.element(slider).toHaveAttribute('aria-valuetext', 'before training, loss 400.0');
  // the end is the trained model with its own file
  await userEvent.keyboard('{End}');
  await vi.waitFor(() => expect(applied(model)).toBe(3.5));
  await vi.waitFor(() => expect(explorer.encoded.moment).toBe(null));
  expect(explorer.view.at).toBe(null);
});

test('it can be dragged, and undo goes back to the snapshot before', async () => {
  const { explorer, model } = await timed();
  const page = show(Timeline, { explorer });
  const slider = page.getByRole('slider', { name: 'Snapshot of the training' });
  await expect.element(slider).toHaveAttribute('aria-valuemax', '3');
  await commands.drag([spot(slider, 0.99), spot(slider, 0.6), spot(slider, 0.35)]);
  await vi.waitFor(() => expect(applied(model)).toBe(1));
  expect(explorer.view.at).toBe(1);
  explorer.undo();
  await vi.waitFor(() => expect(applied(model)).toBe(3.5));
});

test('it plays from the first snapshot to the last', async () => {
  const { explorer, model } = await timed();
  const page = show(Timeline, { explorer });
  await page.getByRole('button', { name: 'Play the training' }).click();
  await vi.waitFor(() => expect(applied(model)).toBe(0));
  await expect.element(page.getByRole('button', { name: 'Pause the training' })).toBeVisible();
  await vi.waitFor(() => expect(applied(model)).toBe(3.5), { timeout: 5000 });
  await expect.element(page.getByRole('button', { name: 'Play the training' })).toBeVisible();
});

test('a link to a snapshot is followed, even if the timeline is hidden', async () => {
  const { explorer, model } = await timed();
  explorer.change({ at: 2 });
  const page = show(Timeline, { explorer, hidden: true });
  await vi.waitFor(() => expect(applied(model)).toBe(2));
  await expect.element(page.getByRole('slider')).not.toBeInTheDocument();
});

test('a timeline that replaces another one restores the trained model', async () => {
  const { explorer, model } = await timed();
  explorer.change({ at: 1 });
  show(Timeline, { explorer });
  await vi.waitFor(() => expect(explorer.encoded.moment).not.toBe(null));
  explorer.change({ at: null });
  show(Timeline, { explorer });
  await vi.waitFor(() => expect(applied(model)).toBe(3.5));
  await vi.waitFor(() => expect(explorer.encoded.moment).toBe(null));
});

test('an unreadable file is reported, and the model stays as it is', async () => {
  const { explorer, model } = await timed();
  model.files[SNAPSHOTS] = new ArrayBuffer(4);
  explorer.change({ at: 2 });
  show(Timeline, { explorer });
  await vi.waitFor(() =>
    expect(explorer.notices.current?.text).toContain('The snapshot file is not a safetensors file'),
  );
  await vi.waitFor(() => expect(explorer.view.at).toBe(null));
  expect(model.applied).toEqual([]);
});
