import { beforeEach, expect, test, vi } from 'vitest';
import { userEvent, type Locator } from 'vitest/browser';
import type { Entry, Opening } from '../../src/sources/source';
import Gallery from '../../src/views/gallery/Gallery.svelte';
import { FakeSource, pixelsOf, seen, show, spot, tileOf } from './world';

/** A gallery of fake models, which records what is opened. */
class FakeGallery extends FakeSource {
  readonly opened: string[] = [];
  /** How many models are being opened. */
  private now = 0;
  most = 0;

  override async list(): Promise<Entry[]> {
    const entries = await super.list();
    return entries.map((entry, i) => ({ ...entry, tile: tileOf(i ? 'Others' : '') }));
  }

  override async open(id: string): Promise<Opening> {
    this.opened.push(id);
    this.most = Math.max(this.most, ++this.now);
    const { folder, model } = await super.open(id);
    return { folder, model: model.finally(() => this.now--) };
  }
}

/** The place of a tile (x, y) as the fake decodes it: its right side is 2, and its upper one 3. */
const decodedAt = (x: number, y: number): number[] => pixelsOf([2 * x, 3 * y, 1]);
const pictureOf = (page: Locator, name: string): HTMLCanvasElement =>
  page.getByRole('link', { name }).element().querySelector('canvas')!;

async function hung(source = new FakeGallery()): Promise<{ page: Locator; source: FakeGallery }> {
  const page = show(Gallery, { source }, 780);
  await expect.element(page.getByRole('link', { name: 'zoo' })).toBeVisible();
  return { page, source };
}

/** Pictures follow the mouse, which lies where the test before has left it. */
beforeEach(async () => {
  const corner = document.createElement('div');
  corner.style.cssText = 'position: fixed; left: 0; top: 0; width: 4px; height: 4px';
  document.body.append(corner);
  await userEvent.hover(corner);
  corner.remove();
});

test('each model has a picture of its start, a sentence, its sizes and its licence', async () => {
  const { page } = await hung();
  const link = page.getByRole('link', { name: 'zoo' });
  await vi.waitFor(() => expect(seen(pictureOf(page, 'zoo'))).toEqual(decodedAt(0.5, -0.5)));
  expect(link.element().getAttribute('href')).toBe('index.html#model=zoo');
  await expect
    .element(link)
    .toHaveAccessibleDescription(/walk from a cat to an owl\. 3 dimensions · 60 items MIT The arrow keys/);
  await expect.element(page.getByRole('heading', { name: 'Others' })).toBeVisible();
});

test('the models open one after another', async () => {
  const { page, source } = await hung();
  page.getByRole('link', { name: 'farm' }).element().scrollIntoView();
  await vi.waitFor(() => expect(source.opened).toEqual(['0', '1']));
  expect(source.most).toBe(1);
});

test('the arrow keys move the picture, which goes back when the focus leaves', async () => {
  const { page } = await hung();
  page.getByRole('link', { name: 'zoo' }).element().focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowUp}');
  await vi.waitFor(() => expect(seen(pictureOf(page, 'zoo'))).toEqual(decodedAt(0.7, -0.4)));
  page.getByRole('link', { name: 'zoo' }).element().blur();
  await vi.waitFor(() => expect(seen(pictureOf(page, 'zoo'))).toEqual(decodedAt(0.5, -0.5)));
});

test('with reduced motion a picture does not follow the pointer', async () => {
  const { page } = await hung();
  const canvas = pictureOf(page, 'zoo');
  await vi.waitFor(() => expect(seen(canvas)).toEqual(decodedAt(0.5, -0.5)));
  const [clientX, clientY] = spot(canvas, 0.1, 0.1);
  canvas.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, pointerType: 'mouse', clientX, clientY }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(seen(canvas)).toEqual(decodedAt(0.5, -0.5));
});

test('it follows a mouse but not a finger', async () => {
  const { matchMedia } = window;
  const moving = vi
    .spyOn(window, 'matchMedia')
    .mockImplementation((query) => ({ ...matchMedia.call(window, query), matches: false }));
  const { page } = await hung();
  const canvas = pictureOf(page, 'zoo');
  const [clientX, clientY] = spot(canvas, 0.25, 0.25);
  const move = (pointerType: string) =>
    canvas.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, pointerType, clientX, clientY }));
  await vi.waitFor(() => expect(seen(canvas)).toEqual(decodedAt(0.5, -0.5)));
  move('touch');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(seen(canvas)).toEqual(decodedAt(0.5, -0.5));
  move('mouse');
  await vi.waitFor(() => expect(seen(canvas)).toEqual(decodedAt(-0.5, 0.5)));
  moving.mockRestore();
});

test('a model that cannot be opened says why, and the next one opens', async () => {
  const source = new FakeGallery();
  source.faults[0] = 'decoder.onnx could not be loaded (404).';
  const { page } = await hung(source);
  await expect.element(page.getByText('decoder.onnx could not be loaded (404).')).toBeVisible();
  page.getByRole('link', { name: 'farm' }).element().scrollIntoView();
  await vi.waitFor(() => expect(seen(pictureOf(page, 'farm'))).toEqual(decodedAt(0.5, -0.5)));
});

test('a lost server is reported', async () => {
  const source = new FakeGallery();
  vi.spyOn(source, 'list').mockRejectedValue(new Error('models/index.json could not be loaded.'));
  const page = show(Gallery, { source }, 780);
  await expect.element(page.getByRole('alert')).toHaveTextContent('models/index.json could not be loaded.');
});
