import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import Presets from '../../src/views/Presets.svelte';
import { at, folder, pixelsOf, seen, show, walked } from './world';
import { imageOutput } from '../outputs/images';

test('each class has a preset that shows its image', async () => {
  const { explorer } = await walked();
  const page = show(Presets, { explorer });
  for (const { name, z } of folder.presets) {
    const button = page.getByRole('button', { name: `Go to ${name}` });
    await vi.waitFor(() => expect(seen(button.element().querySelector('canvas')!)).toEqual(pixelsOf(z)));
  }
});

test('a click moves there, as one step', async () => {
  const { explorer } = await walked();
  const page = show(Presets, { explorer });
  await page.getByRole('button', { name: 'Go to dog' }).click();
  expect(at(explorer)).toEqual([1.5, -1, 0]);
  explorer.undo();
  expect(at(explorer)).toEqual([0, 0, 0]);
});

test('the first ten show their keys', async () => {
  const presets = Array.from({ length: 11 }, (_, i) => ({ name: `kind ${i}`, z: Float32Array.of(i, 0, 0) }));
  const { explorer } = await walked({ presets });
  const page = show(Presets, { explorer });
  await expect.element(page.getByTitle('A typical kind 9 (key 9)')).toBeVisible();
  await expect.element(page.getByTitle('A typical kind 10', { exact: true })).toBeInTheDocument();
});

test('a decoding error is reported until decoding works again', async () => {
  const { explorer, model } = await walked();
  model.fault = 'The decoder is broken.';
  show(Presets, { explorer });
  await vi.waitFor(() => expect(explorer.notices.current).toEqual({ text: 'The decoder is broken.', wrong: true }));
  model.fault = null;
  explorer.refresh();
  await vi.waitFor(() => expect(explorer.notices.current).toBeNull());
});

test.each([26, 47, 200, 1000])('%d presets keep their shape in a grid that scrolls', async (n) => {
  const presets = Array.from({ length: n }, (_, i) => ({ name: `kind ${i}`, z: Float32Array.of(i / n, 0, 0) }));
  const { explorer, model } = await walked({ presets });
  const page = show(Presets, { explorer }, 284);
  const grid = page.getByRole('group', { name: /^Presets/ }).element();
  const pictures = Array.from(grid.querySelectorAll('canvas'), (canvas) => canvas.getBoundingClientRect());
  for (const { width, height } of pictures) expect(Math.abs(width - height)).toBeLessThan(1);
  const boxes = Array.from(grid.querySelectorAll('button'), (button) => button.getBoundingClientRect());
  expect(boxes).toHaveLength(n);
  for (const [i, box] of boxes.entries())
    if (i) expect(box.left >= boxes[i - 1]!.right || box.top >= boxes[i - 1]!.bottom).toBe(true);
  expect(grid.getBoundingClientRect().height).toBeLessThanOrEqual(240);
  expect(grid.scrollHeight).toBeGreaterThanOrEqual(boxes.at(-1)!.bottom - boxes[0]!.top);
  // only those in sight are decoded
  await vi.waitFor(() => expect(seen(grid.querySelector('canvas')!)).toEqual(pixelsOf(presets[0]!.z)));
  expect(Math.max(...model.asked.map(({ n: asked }) => asked))).toBeLessThanOrEqual(48);
  expect(page.getByRole('searchbox').elements()).toHaveLength(n > 40 ? 1 : 0);
});

test('the search finds a class, and Enter goes there', async () => {
  const presets = Array.from({ length: 200 }, (_, i) => ({ name: `kind ${i}`, z: Float32Array.of(i / 200, 0, 0) }));
  const { explorer } = await walked({ presets });
  const page = show(Presets, { explorer }, 284);
  const search = page.getByRole('searchbox', { name: 'Find among 200 classes' });
  await search.fill('KIND 15');
  await expect.element(page.getByRole('status')).toHaveTextContent('11 of 200 classes');
  await userEvent.keyboard('{Enter}');
  expect(at(explorer)).toEqual([0.075, 0, 0]);
  await search.fill('cow');
  await expect.element(page.getByText('None of the 200 classes matches.')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('button', { name: 'Go to kind 199' })).toBeInTheDocument();
});

test('wide images have wide presets', async () => {
  const { explorer } = await walked({ output: imageOutput({ height: 1, width: 64 }) });
  const page = show(Presets, { explorer }, 284);
  const { firstElementChild } = page.getByRole('button', { name: 'Go to cat' }).element();
  const box = firstElementChild!.getBoundingClientRect();
  expect(box.width / box.height).toBeCloseTo(3, 1);
});

test('what the search hides is not decoded', async () => {
  const presets = Array.from({ length: 50 }, (_, i) => ({ name: `kind ${i}`, z: Float32Array.of(i / 50, 0, 0) }));
  const { explorer, model } = await walked({ presets });
  const page = show(Presets, { explorer }, 284);
  await vi.waitFor(() => expect(model.asked.length).toBeGreaterThan(0));
  await page.getByRole('searchbox').fill('kind 49');
  await vi.waitFor(() => expect(model.asked.at(-1)!.n).toBe(1));
});

const LONG = 'CD4+/CD45RA+/CD25- Naive T cells of the first donor';

test.each([
  [10, 284],
  [26, 284],
  [47, 190],
  [200, 800],
])('%d long names stand below their pictures, %d pixels wide', async (n, width) => {
  const presets = Array.from({ length: n }, (_, i) => ({ name: `${LONG} ${i}`, z: Float32Array.of(i / n, 0, 0) }));
  const { explorer } = await walked({ presets });
  const page = show(Presets, { explorer }, width);
  const grid = page.getByRole('group', { name: /^Presets/ }).element();
  for (const button of grid.querySelectorAll('button')) {
    const [picture, name] = Array.from(button.children, (child) => child.getBoundingClientRect()) as [DOMRect, DOMRect];
    expect(name.top).toBeGreaterThanOrEqual(picture.bottom);
    expect(name.width).toBeGreaterThan(60);
    expect(name.height).toBeLessThan(32);
    expect(name.right).toBeLessThanOrEqual(button.getBoundingClientRect().right + 1);
  }
  await expect.element(page.getByTitle(`A typical ${LONG} 0 (key 0)`)).toBeVisible();
});

test('short names stay in the corner of their pictures', async () => {
  const presets = Array.from({ length: 10 }, (_, i) => ({ name: `${i}`, z: Float32Array.of(i, 0, 0) }));
  const { explorer } = await walked({ presets });
  const grid = show(Presets, { explorer }, 284)
    .getByRole('group', { name: /^Presets/ })
    .element();
  for (const button of grid.querySelectorAll('button')) {
    const [picture, name] = Array.from(button.children, (child) => child.getBoundingClientRect()) as [DOMRect, DOMRect];
    expect(name.bottom).toBeLessThanOrEqual(picture.bottom);
  }
});
