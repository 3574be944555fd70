import { expect, test } from 'vitest';
import { commands, userEvent } from 'vitest/browser';
import Colour from '../../../src/views/columns/Colour.svelte';
import Hover from '../../../src/views/map/Hover.svelte';
import { BEHIND, Chart } from '../../../src/views/map/chart.svelte';
import { show, spot } from '../world';
import { knowing, N } from './knowing';

test('a choice colours the map and has a legend; undo takes it back', async () => {
  const { explorer, known } = await knowing();
  const page = show(Colour, { explorer });
  expect(known.paint).toBeNull();
  await page.getByRole('combobox', { name: 'Colour' }).selectOptions('size');
  const entries = page.getByRole('list').getByRole('button').elements();
  expect(entries.map((one) => one.textContent.trim().replace(/\s+/g, ' '))).toEqual([
    'small 18',
    'medium 18',
    '<b>large</b> 18',
    'missing 6',
  ]);
  explorer.undo();
  await expect.element(page.getByRole('list')).not.toBeInTheDocument();
});

test('a number has a scale, and says how many values are missing', async () => {
  const { explorer } = await knowing();
  explorer.choose({ colour: 'age' });
  const page = show(Colour, { explorer });
  await expect.element(page.getByRole('group', { name: 'From violet at 0 to yellow at 49' })).toBeVisible();
  await expect.element(page.getByText('missing 10')).toBeVisible();
});

test('a drag across the scale keeps a range, and the keyboard moves its ends', async () => {
  const { explorer, known } = await knowing();
  explorer.choose({ colour: 'age' });
  const page = show(Colour, { explorer });
  const low = page.getByRole('slider', { name: 'Lowest age, in the legend' });
  await commands.drag([spot(low.element().parentElement!, 0.25), spot(low.element().parentElement!, 0.75)]);
  expect(known.count).toBeGreaterThan(15);
  expect(known.count).toBeLessThan(35);
  explorer.undo();
  expect(known.filters.size).toBe(0);
  low.element().focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  expect(known.filters.get('age')).toMatchObject({ low: 2, high: 49 });
  await userEvent.keyboard('{Escape}');
  expect(known.filters.size).toBe(0);
});

test('a click in the legend leaves a category out, with Alt it is seen alone', async () => {
  const { explorer, known } = await knowing();
  explorer.choose({ colour: 'size' });
  const page = show(Colour, { explorer });
  const medium = page.getByRole('button', { name: /^medium/ });
  await medium.click();
  expect(known.count).toBe(N - 18);
  await expect.element(medium).toHaveAttribute('aria-pressed', 'false');
  await medium.click();
  expect(explorer.view.filters).toBe('');
  await medium.click({ modifiers: ['Alt'] });
  expect(known.count).toBe(18);
});

test('a number colours the map and names nothing on it', async () => {
  const { explorer } = await knowing();
  const chart = new Chart(explorer);
  chart.width = chart.height = 100;
  explorer.choose({ colour: 'age' });
  expect(chart.cloud!.colour[0]).toBe(BEHIND + 1);
  expect(chart.clusters).toEqual([]);
});

test('the map draws in the colours of the column, and dims what is left out', async () => {
  const { explorer, known } = await knowing();
  const chart = new Chart(explorer);
  chart.width = chart.height = 100;
  explorer.choose({ colour: 'size', filters: 'size:=small' });
  const { colour, colours } = chart.cloud!;
  const [small, medium] = [0, 1].map((item) => colours[colour[item]!]!);
  expect(colours.indexOf(small!)).toBe(colours.length - known.paint!.colours.length + known.paint!.of[0]!);
  expect(medium![0]).toBeLessThan(0.3);
  expect([chart.shown(0), chart.shown(1)]).toEqual([true, false]);
  expect(chart.clusters.map(({ name, colour: own }) => [name, own])).toEqual([['small', known.paint!.colours[0]]]);
});

test('a link to a column that the model lacks changes nothing', async () => {
  const { explorer, known } = await knowing();
  explorer.choose({ colour: 'height', filters: 'height:1..2;age:=x;size:1..2' });
  expect([known.paint, known.fails, known.count]).toEqual([null, null, N]);
});

test('the card under the pointer has the whole record, as text', async () => {
  const { explorer } = await knowing();
  const chart = new Chart(explorer);
  chart.width = chart.height = 400;
  const page = show(Hover, { chart, point: 2, at: [100, 100] });
  const rows = page.getByRole('tooltip').getByRole('definition').elements();
  expect(rows.map((one) => one.textContent)).toEqual(['0', '2', '<b>large</b>', '<i>note</i> 2']);
});
