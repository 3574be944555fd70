import { flushSync } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { Pair } from '../../../src/state/pair.svelte';
import type { Folder } from '../../../src/sources/folder';
import type { Driver } from '../../../src/state/view';
import { at, Fake, folder, pixelsOf, walked, zoo } from '../world';
import { conditions, given, label, weight } from '../../conditions/conditions';
import { imageOutput } from '../../outputs/images';

let end: (() => void) | undefined;
afterEach(() => end?.());

/** The zoo compared with another model, which follows. */
async function paired(by: Driver, parts: Partial<Folder> = {}, own: Partial<Folder> = {}): Promise<Pair> {
  const { explorer } = await walked(own);
  const pair = new Pair(explorer, new Fake({ ...folder, name: 'farm', ...parts }, parts.latentDim ? null : zoo()));
  await pair.other.loadAtlas();
  explorer.choose({ by });
  end = $effect.root(() => {
    $effect(() => pair.follow());
  });
  flushSync();
  return pair;
}

const wide = { latentDim: 5, presets: [{ name: 'owl', z: Float32Array.of(1, 2, 3, 4, 5) }] };

test('what two models can share follows from what they have in common', async () => {
  expect((await paired('point')).drivers).toEqual(['point', 'image', 'class']);
  expect((await paired('point', wide)).drivers).toEqual(['image', 'class']);
  expect((await paired('point', { ...wide, output: imageOutput({ width: 8, height: 4 }) })).drivers).toEqual(['class']);
  const unrelated = await paired('point', { ...wide, presets: [], hashes: {} });
  expect(unrelated.drivers).toEqual([]);
  expect(unrelated.driver).toBeNull();
});

test('sharing a point, both models are at the same point, and either can be moved', async () => {
  const { here, other } = await paired('point');
  here.choose({ z: Float32Array.of(1, 0, -1) });
  flushSync();
  expect(at(other)).toEqual([1, 0, -1]);
  other.choose({ z: Float32Array.of(0, 2, 0) });
  flushSync();
  expect(at(here)).toEqual([0, 2, 0]);
  here.undo();
  await vi.waitFor(() => expect(at(other)).toEqual([1, 0, -1]));
});

test('sharing an image, the other encodes what the first shows', async () => {
  const { here, other } = await paired('image');
  const z = Float32Array.of(1, 1, 1);
  here.choose({ z });
  // the fake encodes the mean brightness of the image, from 0 to 1
  const bright = pixelsOf(z)[0]! / 255;
  await vi.waitFor(() => expect(at(other)).toEqual([Number(bright.toFixed(3)), 0, 0]));
  expect([...other.placed!.sample]).toEqual(pixelsOf(z));
});

test('an encoding that ends once the models share a class moves neither', async () => {
  const { here, other } = await paired('image');
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const { model } = other;
  const encode = model.encode.bind(model);
  const encoding = vi.spyOn(model, 'encode').mockImplementation(async (...parts) => {
    await answered;
    return encode(...parts);
  });
  here.choose({ z: Float32Array.of(1, 1, 1) });
  await vi.waitFor(() => expect(encoding).toHaveBeenCalled());
  here.choose({ by: 'class' });
  here.choose({ there: folder.presets[1]!.z });
  await vi.waitFor(() => expect(at(other)).toEqual([1.5, -1, 0]));
  answer();
  await encoding.mock.results[0]!.value;
  await new Promise((resolve) => setTimeout(resolve));
  expect(at(other)).toEqual([1.5, -1, 0]);
});

test('sharing an image, both get the drawing', async () => {
  const { here, other } = await paired('image');
  const sample = new Uint8Array(16).fill(255);
  here.placed = { sample, posterior: { mean: Float32Array.of(0.5, 0, 0), logvar: new Float32Array(3) }, strokes: [] };
  here.choose({ z: Float32Array.of(0.5, 0, 0) });
  await vi.waitFor(() => expect(at(other)).toEqual([1, 0, 0]));
});

test('sharing an image, the first follows the other, which does not move again', async () => {
  const { here, other } = await paired('image');
  await vi.waitFor(() => expect(other.placed).not.toBeNull());
  const z = Float32Array.of(2, 2, 2);
  other.choose({ z });
  const bright = pixelsOf(z)[0]! / 255;
  await vi.waitFor(() => expect(at(here)).toEqual([Number(bright.toFixed(3)), 0, 0]));
  flushSync();
  expect(at(other)).toEqual([2, 2, 2]);
  await vi.waitFor(() => expect(here.canUndo).toBe(true));
});

test('sharing a class, each moves to its own preset, and a link holds both points', async () => {
  const pair = await paired('class', wide);
  const { here, other } = pair;
  here.comparison = pair;
  here.moveToPreset(folder.presets[2]!);
  flushSync();
  await vi.waitFor(() => expect(at(other)).toEqual([1, 2, 3, 4, 5]));
  expect(at(here)).toEqual([0, 1.5, 0]);
  expect([...here.view.there!]).toEqual([1, 2, 3, 4, 5]);
  here.undo();
  flushSync();
  expect(here.view.there).toBeNull();
});

test('models with nothing in common are explored on their own', async () => {
  const { here, other } = await paired('point', { ...wide, presets: [], hashes: {} });
  other.choose({ z: Float32Array.of(1, 1, 1, 1, 1) });
  flushSync();
  expect(at(other)).toEqual([1, 1, 1, 1, 1]);
  expect(at(here)).toEqual([0, 0, 0]);
});

test('a direction found in the other is a slider of the first if they share the space', async () => {
  const { here, other } = await paired('point');
  other.keepDirection({ name: 'tail', vector: Float32Array.of(1, 0, 0) });
  expect(here.view.directions.map(({ name }) => name)).toEqual(['tail']);
});

test('a commit of the other can be part of a step in the history of the first', async () => {
  const { here, other } = await paired('point');
  const before = other.step;
  other.moveTo(Float32Array.of(1, 1, 1));
  const moved = other.step;
  expect(moved).not.toBe(before);
  await vi.waitFor(() => expect(at(here)).toEqual([1, 1, 1]));
  // like the zoom of a double click, which is part of the step of its first click
  here.change({ frame: { x: 0, y: 0, span: 1 } });
  other.commit(moved);
  here.undo();
  await vi.waitFor(() => expect(at(here)).toEqual([0, 0, 0]));
  expect(here.view.frame).toBeNull();
  expect(here.canUndo).toBe(false);
});

test('an encoding that fails after the comparison ended is not reported', async () => {
  const pair = await paired('image');
  await vi.waitFor(() => expect(pair.other.placed).not.toBeNull());
  const { here } = pair;
  here.choose({ z: Float32Array.of(1, 1, 1) });
  flushSync();
  (pair.other.model as Fake).fault = 'The engine was closed.';
  pair.close();
  await new Promise((resolve) => setTimeout(resolve));
  expect(here.notices.current).toBeNull();
});

test('conditions that both have are shared in either direction, and others are set for each model', async () => {
  const size = { ...weight, name: 'size' };
  const reordered = { ...label, values: ['dog', 'a,b*;:<i>', 'cat'] };
  const { here, other } = await paired('point', { conditions: [size, reordered] }, { conditions });
  expect(other.given).toEqual(given(0.5, 1, 0, 0));
  here.setCondition(label, 0);
  flushSync();
  expect(other.given).toEqual(given(0.5, 0, 0, 1));
  other.setCondition(reordered, 1);
  other.setCondition(size, 2);
  flushSync();
  expect([here.given, other.given]).toEqual([given(0, 0, 1, 0.5), given(2, 0, 1, 0)]);
});

test("a link holds the second model's own conditions, and undo restores them", async () => {
  const size = { ...weight, name: 'size' };
  const { here, other } = await paired('point', { conditions: [size, label] }, { conditions });
  other.setCondition(size, 2);
  other.commit();
  other.setCondition(label, 0);
  other.commit();
  flushSync();
  expect(here.view.theirs).toBe('size:2');
  here.undo();
  here.undo();
  flushSync();
  expect([here.view.theirs, [...other.given]]).toEqual(['', [0.5, 0, 1, 0]]);
  here.choose({ theirs: 'size:1.5' });
  flushSync();
  expect(other.given).toEqual(given(1.5, 0, 1, 0));
  here.choose({ theirs: 'height:3' });
  flushSync();
  expect(here.notices.current?.text).toContain("theirs holds 'height', which is no condition");
});

test('sharing a class, a condition that is chosen after a preset stays', async () => {
  const size = { ...weight, name: 'size' };
  const pair = await paired('class', {
    ...wide,
    conditions: [size],
    presets: [{ name: 'owl', z: Float32Array.of(1, 2, 3, 4, 5, 1.5) }],
  });
  const { here, other } = pair;
  here.comparison = pair;
  here.moveToPreset(folder.presets[2]!);
  flushSync();
  await vi.waitFor(() => expect(other.given).toEqual(given(1.5)));
  other.setCondition(size, 2);
  other.commit();
  flushSync();
  await vi.waitFor(() => expect(here.view.theirs).toBe('size:2'));
  expect([...other.destination]).toEqual([1, 2, 3, 4, 5, 2]);
  expect(other.given).toEqual(given(2));
});
