import { expect, test, vi } from 'vitest';
import { commands, userEvent } from 'vitest/browser';
import type { Condition } from '../../../src/conditions/condition';
import { LANES } from '../../../src/state/lanes';
import Conditions from '../../../src/views/conditions/Conditions.svelte';
import { conditions, given, weight } from '../../conditions/conditions';
import { show, spot, walked } from '../world';

const many: Condition = {
  kind: 'category',
  name: 'species',
  values: Array.from({ length: 1000 }, (_, i) => `kind ${i}`),
  initial: 7,
};

test('a click on a value chooses it, as one step', async () => {
  const { explorer } = await walked({ conditions });
  const page = show(Conditions, { explorer });
  const cat = page.getByRole('button', { name: 'cat' });
  await expect.element(page.getByRole('button', { name: 'dog' })).toHaveAttribute('aria-pressed', 'true');
  await cat.click();
  expect(explorer.given).toEqual(given(1, 0, 0, 0.5));
  await expect.element(cat).toHaveAttribute('aria-pressed', 'true');
  explorer.undo();
  await vi.waitFor(() => expect(explorer.given).toEqual(given(0, 1, 0, 0.5)));
  expect(explorer.canUndo).toBe(false);
});

test('a blend is shown as such, and no value as chosen', async () => {
  const { explorer } = await walked({ conditions });
  explorer.change({ given: given(0.6, 0.4, 0, 0.5) });
  const page = show(Conditions, { explorer });
  await expect.element(page.getByText('0.6 cat, 0.4 dog')).toBeVisible();
  expect(page.getByRole('button', { pressed: true }).elements()).toHaveLength(0);
});

test('a number has a slider over its range, with the samples along it', async () => {
  const { explorer, model } = await walked({ conditions });
  const page = show(Conditions, { explorer });
  const slider = page.getByRole('slider', { name: 'weight' });
  await expect.element(slider).toHaveAttribute('aria-valuemax', '2');
  await vi.waitFor(() => expect(model.asked.some(({ lane }) => lane === LANES.ranges)).toBe(true));
  const rows = model.rows[model.asked.findIndex(({ lane }) => lane === LANES.ranges)]!;
  const values = Array.from({ length: rows.length / 7 }, (_, i) => rows[7 * i + 6]!).sort((a, b) => a - b);
  expect([values[0]! > 0, values.at(-1)! < 2, rows[4]]).toEqual([true, true, 1]);
  await commands.drag([spot(slider), spot(slider.element().parentElement!, 0.9)]);
  expect(explorer.given[3]).toBeCloseTo(1.8, 1);
  slider.element().focus();
  await userEvent.keyboard('{End}');
  expect(explorer.given[3]).toBe(2);
  await userEvent.keyboard('{Backspace}');
  expect(explorer.given[3]).toBe(0.5);
});

test('a number can be typed; what is beyond the range is refused', async () => {
  const { explorer } = await walked({ conditions });
  const page = show(Conditions, { explorer });
  const field = page.getByRole('textbox', { name: 'weight as a number' });
  await field.fill('1.25');
  await userEvent.keyboard('{Enter}');
  expect(explorer.given[3]).toBe(1.25);
  await field.fill('3');
  await userEvent.keyboard('{Enter}');
  expect(explorer.given[3]).toBe(1.25);
  expect(explorer.notices.current?.text).toBe("'3' is not a number from 0 to 2: weight stays at 1.250.");
});

test('many values are searched with the keyboard', async () => {
  const { explorer } = await walked({ conditions: [many, weight] });
  const page = show(Conditions, { explorer });
  const field = page.getByRole('combobox', { name: 'species, find among 1,000 values' });
  await expect.element(field).toHaveValue('kind 7');
  await field.click();
  await expect.element(field).toHaveAttribute('aria-expanded', 'true');
  await expect.element(page.getByText('200 of 1,000 are listed.')).toBeVisible();
  await field.fill('kind 99');
  expect(
    page
      .getByRole('option')
      .elements()
      .map(({ textContent }) => textContent.trim()),
  ).toEqual(['kind 99', ...Array.from({ length: 10 }, (_, i) => `kind 99${i}`)]);
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}');
  expect(explorer.given.indexOf(1)).toBe(991);
  await expect.element(field).toHaveValue('kind 991');
  await field.fill('nothing');
  await expect.element(page.getByText('None of the 1,000 values matches.')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  expect(explorer.given.indexOf(1)).toBe(991);
});

test('names are text, and stay within the width', async () => {
  const names = ['<b>bold</b>', 'مرحبا', 'a very long name '.repeat(12)];
  const odd: Condition[] = [
    { kind: 'category', name: '<i>style</i> '.repeat(15), values: names, initial: 0 },
    { kind: 'number', name: 'שלום '.repeat(30), low: 0, high: 1, initial: 0 },
  ];
  const { explorer } = await walked({ conditions: odd });
  const page = show(Conditions, { explorer }, 300);
  await expect.element(page.getByRole('button', { name: '<b>bold</b>' })).toBeVisible();
  const section = page.getByRole('region', { name: 'Conditions' }).element();
  expect(section.querySelector('b b, i')).toBeNull();
  for (const one of section.querySelectorAll('b, button, input, .choice, [role=slider]'))
    expect(one.getBoundingClientRect().right, one.outerHTML.slice(0, 80)).toBeLessThanOrEqual(310);
  expect(section.scrollWidth).toBeLessThanOrEqual(300);
});
