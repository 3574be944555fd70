import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Condition } from '../../../src/conditions/condition';
import { LANES } from '../../../src/state/lanes';
import SheetPanel from '../../../src/views/conditions/SheetPanel.svelte';
import { conditions, given, weight } from '../../conditions/conditions';
import { pixelsOf, saved, seen, show, walked } from '../world';

const many: Condition = {
  kind: 'category',
  name: 'species',
  values: Array.from({ length: 1000 }, (_, i) => `kind ${i}`),
  initial: 7,
};

test('the point is shown under every value, and a click chooses one, as one step', async () => {
  const { explorer } = await walked({ conditions });
  explorer.choose({ z: given(1, -1, 0) });
  const page = show(SheetPanel, { explorer });
  const [cat, dog] = ['cat', 'dog'].map((name) => page.getByRole('button', { name: `label ${name}` }));
  await vi.waitFor(() =>
    expect(seen(cat!.element().querySelector('canvas')!)).toEqual(pixelsOf([1, -1, 0, 1, 0, 0, 0.5])),
  );
  await expect.element(dog!).toHaveAttribute('aria-pressed', 'true');
  await cat!.click();
  expect(explorer.given).toEqual(given(1, 0, 0, 0.5));
  await expect.element(cat!).toHaveAttribute('aria-pressed', 'true');
  explorer.undo();
  await vi.waitFor(() => expect(explorer.given[1]).toBe(1));
});

test('it follows the point', async () => {
  const { explorer } = await walked({ conditions });
  const page = show(SheetPanel, { explorer });
  const cat = page.getByRole('button', { name: 'label cat' });
  await expect.element(cat).toBeVisible();
  explorer.change({ z: given(2, 0, 0) });
  await vi.waitFor(() =>
    expect(seen(cat.element().querySelector('canvas')!)).toEqual(pixelsOf([2, 0, 0, 1, 0, 0, 0.5])),
  );
});

test('a number is shown in nine steps across its range', async () => {
  const { explorer } = await walked({ conditions });
  const page = show(SheetPanel, { explorer });
  await page.getByRole('combobox', { name: 'The condition of the sheet' }).selectOptions('weight');
  const names = page
    .getByRole('button', { name: /^weight/ })
    .elements()
    .map((one) => one.ariaLabel);
  expect(names).toEqual([0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2].map((value) => `weight ${value}`));
  await expect.element(page.getByRole('button', { pressed: true })).toHaveAttribute('aria-label', 'weight 0.5');
});

test('names of up to fifteen letters have room below their pictures', async () => {
  const values = ['sinus', 'wandering pulse'];
  const { explorer } = await walked({ conditions: [{ kind: 'category', name: 'rhythm', values, initial: 0 }] });
  const page = show(SheetPanel, { explorer });
  const longest = page.getByText('wandering pulse');
  await expect.element(longest).toBeVisible();
  expect(longest.element().scrollWidth).toBeLessThanOrEqual(longest.element().clientWidth);
});

test('of many values those in sight are decoded, the first 200 are shown, and all are found', async () => {
  const { explorer, model } = await walked({ conditions: [many] });
  const page = show(SheetPanel, { explorer });
  await expect.element(page.getByText('The first 200 of 1,000: find others by name.')).toBeVisible();
  expect(page.getByRole('button', { name: /^species/ }).elements()).toHaveLength(200);
  await vi.waitFor(() => expect(model.asked.some(({ lane }) => lane === LANES.sheet)).toBe(true));
  expect(Math.max(...model.asked.map(({ n }) => n))).toBeLessThan(80);
  await page.getByRole('searchbox').fill('kind 999');
  await page.getByRole('button', { name: 'species kind 999' }).click();
  expect(explorer.given.indexOf(1)).toBe(999);
  await userEvent.keyboard('{Escape}');
});

test('it is saved as a picture', async () => {
  const { explorer } = await walked({ conditions: [weight] });
  const page = show(SheetPanel, { explorer });
  const { name, content } = await saved(() => page.getByRole('button', { name: 'PNG' }).click());
  expect(name).toBe('zoo-weight.png');
  const { width, height } = await createImageBitmap(content);
  expect([width > 300, height > 200]).toEqual([true, true]);
});

test('it is saved for print with its names as text', async () => {
  const { explorer } = await walked({ conditions });
  explorer.choose({ z: given(1, -1, 0) });
  const page = show(SheetPanel, { explorer });
  const { name, content } = await saved(() => page.getByRole('button', { name: 'SVG' }).click());
  expect(name).toBe('zoo-label.svg');
  const text = await content.text();
  expect(text.match(/<image /g)).toHaveLength(3);
  for (const value of ['zoo', 'cat', 'dog', 'Every label at z = 1.00, -1.00, 0.00'])
    expect(text).toContain(`>${value}</text>`);
});
