import { expect, test } from 'vitest';
import type { Explorer } from '../../../src/state/explorer.svelte';
import { Known } from '../../../src/state/known.svelte';
import { Outlines } from '../../../src/state/outlines';
import Kept from '../../../src/views/columns/Kept.svelte';
import { show, zoo } from '../world';
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

test('an item that is inside both outlines is selected once', async () => {
  const { explorer, known } = await knowing();
  explorer.selection.setGroups([Int32Array.of(9, 4), Int32Array.of(4, 2)]);
  expect([...known.selected]).toEqual([2, 4, 9]);
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

/** 1,500 items, which a link does not hold. */
async function many(): Promise<{ explorer: Explorer; known: Known }> {
  const { explorer, known } = await knowing();
  const n = 1500;
  const atlas = {
    ...zoo(),
    ...{ n, mean: new Float32Array(3 * n), label: new Int32Array(n), split: new Uint8Array(n) },
    error: new Float32Array(n),
  };
  const entries = new Map<string, string>();
  const storage = {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
  };
  const large = new Known(explorer, atlas, [], known.views, new Outlines(() => storage));
  explorer.known = large;
  return { explorer, known: large };
}

test('the browser keeps a large outline, which a link only names', async () => {
  const { explorer, known } = await many();
  expect(known.remark).toBe('');
  const items = Int32Array.from({ length: 1200 }, (_, i) => i + 100);
  explorer.selection.setGroups([items]);
  const page = show(Kept, { explorer, known });
  await page.getByLabelText('Name of the selection').fill('most');
  await page.getByRole('button', { name: 'Keep what is inside' }).click();
  expect(explorer.view.filters).toMatch(/^%2Eitems:@[0-9a-f]{16}$/);
  expect([...known.selected]).toEqual([...items]);
  expect(known.remark).toContain('Large outlines are not in it');
});

test('an outline that another browser keeps filters nothing, and says so', async () => {
  const { explorer, known } = await many();
  explorer.choose({ filters: '%2Eitems:@0123456789abcdef' });
  const page = show(Kept, { explorer, known });
  await expect.element(page.getByText('are not in this browser')).toBeVisible();
  expect(known.fails).toBeNull();
});
