import { expect, test } from 'vitest';
import Table from '../../../src/views/columns/Table.svelte';
import { row } from '../../../src/math/vector';
import { at, pixelsOf, saved, seen, show } from '../world';
import { knowing, N } from './knowing';

const cells = (page: ReturnType<typeof show>, column: number): string[] =>
  page
    .getByRole('row')
    .elements()
    .slice(1, 5)
    .map((row) => row.children[column]!.textContent.trim());

test('it lists what the filters keep, sorts by a column, and back', async () => {
  const { explorer, known } = await knowing();
  known.choose('age', { kind: 'range', low: 30, high: 40 });
  const page = show(Table, { explorer, known, close: () => undefined }, 700);
  await expect.element(page.getByText('11 images that the filters keep')).toBeVisible();
  const age = page.getByRole('button', { name: 'age' });
  await age.click();
  expect(cells(page, 3)).toEqual(['30', '31', '32', '33']);
  await age.click();
  expect(cells(page, 3)).toEqual(['40', '39', '38', '37']);
  await expect.element(page.getByRole('columnheader', { name: 'age' })).toHaveAttribute('aria-sort', 'descending');
  await age.click();
  expect(cells(page, 0)).toEqual(['no. 31', 'no. 32', 'no. 33', 'no. 34']);
});

test('it draws only the rows in sight', async () => {
  const { explorer, known } = await knowing();
  const page = show(Table, { explorer, known, close: () => undefined }, 700);
  await expect.element(page.getByRole('table')).toHaveAttribute('aria-rowcount', `${N + 1}`);
  await expect.poll(() => page.getByRole('row').elements().length).toBeLessThan(40);
  const body = page.getByRole('table').element().parentElement!.parentElement!;
  body.scrollTop = body.scrollHeight;
  await expect.element(page.getByRole('button', { name: `no. ${N}`, exact: true })).toBeVisible();
});

test('the names of the columns stay in sight while it scrolls', async () => {
  const { explorer, known } = await knowing();
  const page = show(Table, { explorer, known, close: () => undefined }, 700);
  const body = page.getByRole('table').element().parentElement!.parentElement!;
  body.scrollTop = body.scrollHeight;
  await expect.element(page.getByRole('button', { name: `no. ${N}`, exact: true })).toBeVisible();
  const head = page.getByRole('columnheader', { name: 'age' }).element().getBoundingClientRect();
  expect(head.top).toBeCloseTo(body.getBoundingClientRect().top, 0);
});

test('each row has the picture of its item', async () => {
  const { explorer, known } = await knowing();
  known.choose('age', { kind: 'range', low: 30, high: 40 });
  const page = show(Table, { explorer, known, close: () => undefined }, 700);
  const picture = page.getByRole('button', { name: 'no. 33', exact: true }).element().querySelector('canvas')!;
  await expect.poll(() => seen(picture)).toEqual(pixelsOf(row(known.atlas.mean, 32, 3)));
});

test('the groups of the lasso take the place of the filters', async () => {
  const { explorer, known } = await knowing();
  explorer.selection.setGroups([Int32Array.of(3, 4)]);
  const page = show(Table, { explorer, known, close: () => undefined }, 700);
  await expect.element(page.getByText('2 images inside the outline')).toBeVisible();
});

test('a click on an item goes there', async () => {
  const { explorer, known } = await knowing();
  const page = show(Table, { explorer, known, close: () => undefined }, 700);
  await page.getByRole('button', { name: 'no. 1', exact: true }).click();
  await expect.poll(() => at(explorer)).toEqual([-1.25, -1, 0]);
});

test('the selection is saved as CSV, in the order of the table', async () => {
  const { explorer, known } = await knowing();
  known.choose('age', { kind: 'range', low: 1, high: 2 });
  const page = show(Table, { explorer, known, close: () => undefined }, 700);
  await page.getByRole('button', { name: 'age' }).click();
  await page.getByRole('button', { name: 'age' }).click();
  const { name, content } = await saved(() => page.getByRole('button', { name: 'CSV' }).click());
  expect(name).toBe('zoo-selection.csv');
  expect(await content.text()).toBe(
    'class,error,age,size,note\r\ncat,0,2,<b>large</b>,<i>note</i> 2\r\ncat,0,1,medium,\r\n',
  );
});

test('the selection is saved as Parquet, and as the names of its files', async () => {
  const { explorer, known } = await knowing();
  known.atlas.files = Array.from({ length: N }, (_, i) => `${i}.png`);
  known.choose('age', { kind: 'range', low: 1, high: 2 });
  const page = show(Table, { explorer, known, close: () => undefined }, 700);
  const parquet = await saved(() => page.getByRole('button', { name: 'Parquet' }).click());
  expect(parquet.name).toBe('zoo-selection.parquet');
  expect((await parquet.content.text()).slice(0, 4)).toBe('PAR1');
  const names = await saved(() => page.getByRole('button', { name: 'Names' }).click());
  expect([names.name, await names.content.text()]).toEqual(['zoo-selection.txt', '1.png\n2.png\n']);
});
