import { beforeEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import Shortcuts from '../../src/views/Shortcuts.svelte';
import { PANELS } from '../../src/views/panels';
import { theme } from '../../src/views/theme.svelte';
import { at, show, walked } from './world';

beforeEach(() => (document.activeElement as HTMLElement | null)?.blur());

test('digits move to presets, Home to the origin, and Ctrl Z and Ctrl Shift Z undo and redo', async () => {
  const { explorer } = await walked();
  show(Shortcuts, { explorer, open: false });
  await userEvent.keyboard('1');
  expect(at(explorer)).toEqual([1.5, -1, 0]);
  await userEvent.keyboard('{Home}');
  expect(at(explorer)).toEqual([0, 0, 0]);
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(at(explorer)).toEqual([1.5, -1, 0]);
  await userEvent.keyboard('{Control>}{Shift>}Z{/Shift}{/Control}');
  expect(at(explorer)).toEqual([0, 0, 0]);
  await userEvent.keyboard('{Control>}z{/Control}{Control>}y{/Control}');
  expect(at(explorer)).toEqual([0, 0, 0]);
});

test('R moves to a random point', async () => {
  const { explorer } = await walked();
  show(Shortcuts, { explorer, open: false });
  await userEvent.keyboard('r');
  expect(at(explorer)).not.toEqual([0, 0, 0]);
});

test('P pins, and Space plays and pauses', async () => {
  const { explorer } = await walked();
  show(Shortcuts, { explorer, open: false });
  await userEvent.keyboard('p1p');
  expect(explorer.view.pins).toHaveLength(2);
  explorer.choose({ pace: 60 });
  await userEvent.keyboard(' ');
  expect(explorer.path.playing).toBe(true);
  await userEvent.keyboard(' ');
  expect(explorer.path.playing).toBe(false);
});

test('D opens and closes the pad, and Escape closes it; S smooths; T changes the theme', async () => {
  const { explorer } = await walked();
  show(Shortcuts, { explorer, open: false });
  await userEvent.keyboard('d');
  expect(explorer.sketching).toBe(true);
  await userEvent.keyboard('{Escape}');
  expect(explorer.sketching).toBe(false);
  await userEvent.keyboard('s');
  expect(explorer.view.smooth).toBe(true);
  const before = theme.chosen;
  await userEvent.keyboard('ttt');
  expect(theme.chosen).toBe(before);
  await userEvent.keyboard('t');
  expect(theme.chosen).not.toBe(before);
  await userEvent.keyboard('tt');
});

test('? opens the sheet, which Escape and its button close', async () => {
  const { explorer } = await walked();
  const page = show(Shortcuts, { explorer, open: false });
  const sheet = page.getByRole('dialog', { name: 'Keyboard' });
  await userEvent.keyboard('?');
  await expect.element(sheet).toBeVisible();
  await expect.element(sheet.getByText('go to a preset')).toBeVisible();
  await userEvent.keyboard('r');
  expect(at(explorer)).toEqual([0, 0, 0]);
  await userEvent.keyboard('{Escape}');
  await expect.element(sheet).not.toBeInTheDocument();
  await userEvent.keyboard('?');
  await page.getByRole('button', { name: 'Close' }).click();
  await vi.waitFor(() => expect(page.element().querySelector('dialog')!.open).toBe(false));
});

test('the sheet has the keys of every panel', async () => {
  const { explorer } = await walked();
  const page = show(Shortcuts, { explorer, open: true });
  const told = [...page.element().querySelectorAll('dd')].map((one) => one.textContent);
  const shortcuts = Object.values(PANELS).flatMap((panel) => panel.shortcuts);
  expect(told).toEqual(expect.arrayContaining(shortcuts.map(({ does }) => does)));
});

test('keys typed into a field are not shortcuts, and neither is Space on a button', async () => {
  const { explorer } = await walked();
  const page = show(Shortcuts, { explorer, open: false });
  const field = document.createElement('input');
  const button = document.createElement('button');
  page.element().append(field, button);
  field.focus();
  await userEvent.keyboard('1rp');
  expect(field.value).toBe('1rp');
  expect(explorer.canUndo).toBe(false);
  await userEvent.keyboard('{Control>}z{/Control}');
  explorer.choose({ pins: [Float32Array.of(0, 0, 0), Float32Array.of(1, 0, 0)] });
  button.focus();
  await userEvent.keyboard(' ');
  expect(explorer.path.playing).toBe(false);
});
