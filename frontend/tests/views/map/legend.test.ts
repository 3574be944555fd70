import { expect, test } from 'vitest';
import { userEvent, type Locator } from 'vitest/browser';
import Legend from '../../../src/views/map/Legend.svelte';
import { EACH, show, zoo } from '../world';
import { charted } from './parts';

const entry = (page: Locator, name: string): Locator => page.getByRole('button', { name: new RegExp(`^${name} `) });

test('it lists the classes with their numbers of images', async () => {
  const { chart } = await charted();
  const page = show(Legend, { chart });
  const entries = page.getByRole('list', { name: 'Classes on the map' }).getByRole('button').elements();
  expect(entries.map((one) => one.textContent.trim().replace(/\s+/g, ' '))).toEqual([
    `cat ${EACH}`,
    `dog ${EACH}`,
    `owl ${EACH}`,
  ]);
});

test('a click hides a class, and another one shows it again', async () => {
  const { chart, explorer } = await charted();
  const page = show(Legend, { chart });
  await expect.element(entry(page, 'dog')).toHaveAttribute('aria-pressed', 'true');
  await entry(page, 'dog').click();
  expect(explorer.view.filtered).toEqual([1]);
  await expect.element(entry(page, 'dog')).toHaveAttribute('aria-pressed', 'false');
  await entry(page, 'dog').click();
  expect(explorer.view.filtered).toEqual([]);
});

test('a double click shows only one class, and another one all', async () => {
  const { chart, explorer } = await charted();
  const page = show(Legend, { chart });
  await userEvent.dblClick(entry(page, 'owl'));
  expect(explorer.view.filtered).toEqual([0, 1]);
  await userEvent.dblClick(entry(page, 'owl'));
  expect(explorer.view.filtered).toEqual([]);
});

test('a double click is one step', async () => {
  const { chart, explorer } = await charted();
  const page = show(Legend, { chart });
  await userEvent.dblClick(entry(page, 'owl'));
  explorer.undo();
  expect(explorer.view.filtered).toEqual([]);
  expect(explorer.canUndo).toBe(false);
});

test('A and B make a class a group, in any order', async () => {
  const { chart, explorer } = await charted();
  const page = show(Legend, { chart });
  const first = () => explorer.selection.groups.map((group) => chart.nameOf(explorer.encoded.atlas!.label[group[0]!]!));
  const press = async (name: string, key: string): Promise<void> => {
    (entry(page, name).element() as HTMLElement).focus();
    await userEvent.keyboard(key);
  };
  await press('dog', 'b');
  expect(first()).toEqual(['dog']);
  await press('cat', 'B');
  expect(first()).toEqual(['dog', 'cat']);
  await press('owl', 'A');
  expect(first()).toEqual(['owl', 'cat']);
  expect(explorer.selection.groups.map(({ length }) => length)).toEqual([EACH, EACH]);
  expect(explorer.view.filtered).toEqual([]);
});

test('more than ten classes have colours of their own', async () => {
  const { chart } = await charted({ data: zoo(14), classes: Array.from({ length: 14 }, (_, i) => `kind ${i}`) });
  const page = show(Legend, { chart });
  const colours = Array.from(page.element().querySelectorAll('i'), (dot) =>
    getComputedStyle(dot).getPropertyValue('--colour'),
  );
  expect(new Set(colours).size).toBe(14);
});

test('Alt and a click shows only one class', async () => {
  const { chart, explorer } = await charted();
  const page = show(Legend, { chart });
  await entry(page, 'cat').click({ modifiers: ['Alt'] });
  expect(explorer.view.filtered).toEqual([1, 2]);
});

test('it works with the keyboard', async () => {
  const { chart, explorer } = await charted();
  const page = show(Legend, { chart });
  (entry(page, 'cat').element() as HTMLElement).focus();
  await userEvent.keyboard(' ');
  expect(explorer.view.filtered).toEqual([0]);
});

test('unlabelled data is listed, and cannot be hidden', async () => {
  const data = zoo();
  data.label.fill(-1);
  const { chart } = await charted({ data });
  const page = show(Legend, { chart });
  await expect.element(page.getByText('unlabelled')).toBeVisible();
  await expect.element(page.getByRole('button')).not.toBeInTheDocument();
});

test('it is not shown if the map shows no data', async () => {
  const { chart, explorer } = await charted();
  const page = show(Legend, { chart });
  await expect.element(page.getByRole('list')).toBeVisible();
  explorer.choose({ layers: 'images' });
  await expect.element(page.getByRole('list')).not.toBeInTheDocument();
});

test('above forty classes there is a search field, and the list scrolls', async () => {
  const classes = Array.from({ length: 200 }, (_, i) => `kind ${i}`);
  const { chart } = await charted({ classes, data: zoo(200) });
  const page = show(Legend, { chart });
  const list = page.getByRole('list', { name: 'Classes on the map' });
  expect(list.element().getBoundingClientRect().height).toBeLessThan(120);
  await page.getByRole('searchbox', { name: 'Find among 200 classes' }).fill('kind 19');
  expect(list.getByRole('button').elements()).toHaveLength(11);
});
