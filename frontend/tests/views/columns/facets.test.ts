import { expect, test } from 'vitest';
import { commands, userEvent } from 'vitest/browser';
import Panel from '../../../src/views/columns/Panel.svelte';
import { show, spot } from '../world';
import { knowing, N } from './knowing';

test('a drag across a histogram keeps a range, as one step', async () => {
  const { explorer, known } = await knowing();
  const page = show(Panel, { explorer });
  const low = page.getByRole('slider', { name: 'Lowest age' });
  await expect.element(low).toBeInTheDocument();
  const plot = low.element().parentElement!;
  await commands.drag([spot(plot, 0.25), spot(plot, 0.75)]);
  const filter = known.filters.get('age');
  expect(filter).toMatchObject({ kind: 'range' });
  await expect.element(page.getByText(`${known.count} of ${N} images`)).toBeVisible();
  expect(known.count).toBeGreaterThan(15);
  expect(known.count).toBeLessThan(35);
  explorer.undo();
  expect(known.filters.size).toBe(0);
});

test('the handles of a histogram move by a bar with the arrow keys, and Escape keeps everything again', async () => {
  const { explorer, known } = await knowing();
  const page = show(Panel, { explorer });
  const low = page.getByRole('slider', { name: 'Lowest age' });
  await expect.element(low).toBeInTheDocument();
  low.element().focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{Shift>}{ArrowRight}{/Shift}');
  const filter = known.filters.get('age')!;
  expect(filter.kind === 'range' && [filter.low, filter.high]).toEqual([8, 49]);
  await expect.element(low).toHaveAttribute('aria-valuetext', '8');
  await userEvent.keyboard('{Escape}');
  expect(known.filters.size).toBe(0);
});

test('the ends of a range have no more digits than those of the column', async () => {
  const { explorer, known } = await knowing();
  known.choose('age', { kind: 'range', low: 3.14159, high: 48.98765 });
  const page = show(Panel, { explorer });
  await expect.element(page.getByRole('slider', { name: 'Lowest age' })).toHaveAttribute('aria-valuetext', '3.1');
  await expect.element(page.getByRole('slider', { name: 'Highest age' })).toHaveAttribute('aria-valuetext', '49');
});

test('the mutual information gap is a line, if the folder states it', async () => {
  const { explorer } = await knowing();
  show(Panel, { explorer });
  expect(document.body.textContent).not.toContain('MIG');
  explorer.folder.provenance.metrics = { mig: { mean: 0.314, by_column: { age: 0.5, size: 0.128 } } };
  const page = show(Panel, { explorer });
  await expect.element(page.getByText('MIG')).toBeVisible();
  await expect.element(page.getByText('0.31', { exact: true })).toBeVisible();
  await expect.element(page.getByText(/^size\s0\.13$/)).toBeVisible();
});

test('those without a value can be seen alone', async () => {
  const { explorer, known } = await knowing();
  const page = show(Panel, { explorer });
  await page.getByRole('button', { name: '10 missing' }).click();
  expect(known.count).toBe(10);
  await page.getByRole('button', { name: '10 missing' }).click();
  expect(known.count).toBe(N);
});

test('bars keep values, together with those of other columns, and count what the others keep', async () => {
  const { explorer, known } = await knowing();
  const page = show(Panel, { explorer });
  const size = page.getByRole('group', { name: 'size' });
  await size.getByRole('button', { name: /^medium/ }).click();
  await size.getByRole('button', { name: /^missing/ }).click();
  expect(explorer.view.filters).toBe('size:=medium,?');
  expect(known.count).toBe(24);
  known.choose('age', { kind: 'range', low: 0, high: 9 });
  await expect.element(size.getByRole('button', { name: /^small/ })).toHaveAccessibleName('small 3');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  expect(known.count).toBe(N);
});

test('a search keeps the texts that contain a word, which is no markup', async () => {
  const { explorer, known } = await knowing();
  const page = show(Panel, { explorer });
  page.getByRole('group', { name: 'note' }).element().scrollIntoView();
  await page.getByRole('searchbox', { name: 'Search in note' }).fill('</I> 1');
  await expect.element(page.getByText(`5 of ${N} contain it`)).toBeInTheDocument();
  expect(known.count).toBe(5);
  expect(page.element().querySelector('.facets b')).toBeNull();
});

test('a column colours the map from its own chart', async () => {
  const { explorer } = await knowing();
  const page = show(Panel, { explorer });
  await page.getByRole('button', { name: 'Colour the map by age' }).click();
  expect(explorer.view.colour).toBe('age');
  await page.getByRole('button', { name: 'Colour the map by age' }).click();
  expect(explorer.view.colour).toBe('');
});

test('the dimensions are compared with the columns when that is opened', async () => {
  const { explorer } = await knowing();
  const page = show(Panel, { explorer });
  await page.getByText('What the dimensions mean').click();
  await expect.element(page.getByRole('term').first()).toHaveTextContent(/^z[12]$/);
  const strongest = page.getByRole('definition').first();
  await expect.element(strongest).toHaveTextContent(/class\s*η² 0\.\d\d\s*0\.\d\d to 0\.\d\d · 60/);
});

test('the direction of a column becomes a slider', async () => {
  const { explorer } = await knowing();
  const page = show(Panel, { explorer });
  await page.getByText('The direction of each column').click();
  const button = page.getByRole('button', { name: /^Add a slider for/ }).first();
  await button.click();
  await expect.element(button).toBeDisabled();
  const { vector } = explorer.view.directions[0]!;
  expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
  expect(explorer.axes.all.some(({ own }) => own)).toBe(true);
});
