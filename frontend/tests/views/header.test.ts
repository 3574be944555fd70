import { expect, test, vi } from 'vitest';
import { userEvent, type Locator } from 'vitest/browser';
import type { Explorer } from '../../src/state/explorer.svelte';
import { readSession } from '../../src/state/session';
import { Shelf } from '../../src/state/shelf.svelte';
import Header from '../../src/views/Header.svelte';
import { theme } from '../../src/views/theme.svelte';
import { at, FakeSource, picture, saved, show, tileOf, walked } from './world';

async function header(): Promise<{
  page: Locator;
  explorer: Explorer;
  onopen: ReturnType<typeof vi.fn>;
  onfiles: ReturnType<typeof vi.fn>;
  onhelp: ReturnType<typeof vi.fn>;
}> {
  const { explorer } = await walked();
  const shelf = new Shelf(new FakeSource());
  await shelf.named('zoo');
  const heard = { onopen: vi.fn(), onfiles: vi.fn(), onhelp: vi.fn() };
  return { page: show(Header, { explorer, shelf, current: '0', address: true, ...heard }, 800), explorer, ...heard };
}

test('the switcher lists the models of the source, and opens another one', async () => {
  const { page, onopen } = await header();
  const model = page.getByLabelText('Model');
  expect(Array.from((model.element() as HTMLSelectElement).options, ({ text }) => text)).toEqual([
    'zoo · 3 dimensions',
    'farm · 3 dimensions',
    'Open a file …',
  ]);
  await model.selectOptions('farm · 3 dimensions');
  expect(onopen).toHaveBeenCalledExactlyOnceWith('1');
  // until the other model is open, the current one is selected
  await expect.element(model).toHaveValue('0');
});

test('the name leads to the gallery, where there is one', async () => {
  const { page, explorer } = await header();
  expect(page.getByRole('link').elements()).toEqual([]);
  const shelf = new Shelf(new FakeSource());
  await shelf.named('zoo');
  shelf.entries = shelf.entries.map((entry) => ({ ...entry, tile: tileOf() }));
  const other = show(Header, {
    explorer,
    shelf,
    current: '0',
    address: true,
    onopen: vi.fn(),
    onfiles: vi.fn(),
    onhelp: vi.fn(),
  });
  expect(other.getByRole('link', { name: 'latentwalk' }).element().getAttribute('href')).toBe('./');
});

test('the switcher can open a file', async () => {
  const { page, onopen, onfiles } = await header();
  const input = page.element().querySelector<HTMLInputElement>('input[type=file]')!;
  const asked = vi.spyOn(input, 'click').mockImplementation(() => undefined);
  await page.getByLabelText('Model').selectOptions('Open a file …');
  expect(asked).toHaveBeenCalledOnce();
  expect(onopen).not.toHaveBeenCalled();
  await userEvent.upload(input, await picture(0, 'mine.png'));
  expect(onfiles.mock.calls[0]![0].map(({ name }: File) => name)).toEqual(['mine.png']);
});

test('undo and redo are enabled if there is a step for them', async () => {
  const { page, explorer } = await header();
  const [undo, redo] = [page.getByRole('button', { name: 'Undo' }), page.getByRole('button', { name: 'Redo' })];
  await expect.element(undo).toBeDisabled();
  await expect.element(redo).toBeDisabled();
  explorer.choose({ z: Float32Array.of(1, 0, 0) });
  await undo.click();
  expect(at(explorer)).toEqual([0, 0, 0]);
  await expect.element(undo).toBeDisabled();
  await redo.click();
  expect(at(explorer)).toEqual([1, 0, 0]);
});

test('Share copies the link or, if that is not allowed, says where it is', async () => {
  const { page, explorer } = await header();
  explorer.choose({ z: Float32Array.of(1, 0, -2) });
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await page.getByRole('button', { name: 'Share' }).click();
  expect(write.mock.calls[0]![0]).toMatch(/#model=zoo&z=1,0,-2$/);
  expect(explorer.notices.current?.text).toContain('was copied');
  write.mockRejectedValue(new Error('no'));
  await page.getByRole('button', { name: 'Share' }).click();
  await vi.waitFor(() => expect(explorer.notices.current?.text).toContain('in the address bar'));
  write.mockRestore();
});

test('a saved session can be read again', async () => {
  const { page, explorer } = await header();
  explorer.choose({ z: Float32Array.of(1, 0, -2) });
  const { name, content } = await saved(() => page.getByRole('button', { name: 'Save the session as a file' }).click());
  expect(name).toBe('zoo-session.json');
  expect(Array.from(readSession(await content.text(), explorer.folder, explorer.initial).view.z)).toEqual([1, 0, -2]);
});

test('it shows where images are decoded', async () => {
  const { page } = await header();
  await expect.element(page.getByText('decoded in this browser')).toBeInTheDocument();
});

test('the theme can be changed, and the shortcut sheet opened', async () => {
  const { page, onhelp } = await header();
  const before = theme.chosen;
  await page.getByRole('button', { name: /^Theme/ }).click();
  expect(theme.chosen).not.toBe(before);
  await page.getByRole('button', { name: 'Theme: light' }).click();
  await page.getByRole('button', { name: 'Theme: dark' }).click();
  expect(theme.chosen).toBe(before);
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  expect(onhelp).toHaveBeenCalledOnce();
});
