import { expect, test } from 'vitest';
import Kept from '../../../src/views/columns/Kept.svelte';
import { show } from '../world';
import { knowing } from './knowing';

test('a selection gets a name, is chosen again, and is removed', async () => {
  const { explorer, known } = await knowing();
  known.choose('size', { kind: 'values', values: ['small'], missing: false });
  const page = show(Kept, { explorer, known });
  await page.getByLabelText('Name of the selection').fill(' tiny ');
  await page.getByRole('button', { name: 'Keep this selection' }).click();
  expect(explorer.view.kept).toEqual([{ name: 'tiny', filters: 'size:=small' }]);
  const tiny = page.getByRole('button', { name: 'tiny', exact: true });
  await expect.element(tiny).toHaveAttribute('aria-pressed', 'true');
  await tiny.click();
  expect(known.fails).toBeNull();
  await tiny.click();
  expect(known.count).toBe(18);
  await page.getByRole('button', { name: 'Remove tiny' }).click();
  expect(explorer.view.kept).toEqual([]);
  explorer.undo();
  expect(explorer.view.kept).toHaveLength(1);
});

test('what is inside an outline becomes a filter, which the map shows', async () => {
  const { explorer, known } = await knowing();
  explorer.selection.setGroups([Int32Array.of(4, 9)]);
  const page = show(Kept, { explorer, known });
  await page.getByLabelText('Name of the selection').fill('two');
  await page.getByRole('button', { name: 'Keep what is inside' }).click();
  expect(explorer.view.filters).toBe('%2Eitems:#4,9');
  expect(explorer.selection.groups).toEqual([]);
  expect([...known.selected]).toEqual([4, 9]);
});

test('a selection of the same name takes the place of the earlier one', async () => {
  const { explorer, known } = await knowing();
  explorer.choose({ kept: [{ name: 'mine', filters: 'age:1..2' }], filters: 'age:3..4' });
  const page = show(Kept, { explorer, known });
  await page.getByLabelText('Name of the selection').fill('mine');
  await page.getByRole('button', { name: 'Keep this selection' }).click();
  expect(explorer.view.kept).toEqual([{ name: 'mine', filters: 'age:3..4' }]);
});

test('without filters and outlines there is nothing to keep', async () => {
  const { explorer, known } = await knowing();
  const page = show(Kept, { explorer, known });
  expect(page.element().querySelector('form')).toBeNull();
});
