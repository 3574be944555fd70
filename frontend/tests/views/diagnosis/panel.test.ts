import { expect, test, vi } from 'vitest';
import type { Diagnosis } from '../../../src/diagnosis/diagnosis';
import DiagnosisPanel from '../../../src/views/diagnosis/DiagnosisPanel.svelte';
import { listsOf, summaryOf, tableOf } from '../../../src/views/diagnosis/lists';
import { at, show, walked, zoo } from '../world';

/** Twins, a far item, and one that is badly reconstructed. */
function faulty() {
  const atlas = zoo();
  atlas.mean.set(atlas.mean.slice(0, 3), 3 * 7);
  atlas.mean.set([9, 9, 0], 3 * 30);
  atlas.error = Float32Array.from({ length: atlas.n }, (_, i) => (i === 12 ? 5 : 1));
  return atlas;
}

const FOUND: Diagnosis = {
  items: 60,
  gap: 0.1,
  unused: [2],
  empty: 0.25,
  holes: [{ z: Float32Array.of(0, 0, 0), distance: 7.5 }],
  torn: [{ label: 1, size: 20, parts: [{ size: 12, item: 21 }, { size: 8, item: 25 }] }], // prettier-ignore
  worst: [{ item: 12, value: 5 }],
  loneliest: [],
  duplicates: [{ first: 0, second: 7, distance: 0 }],
  duplicateItems: 2,
};

test('nothing is examined before it is opened', async () => {
  const { explorer, model } = await walked({ data: faulty() });
  const page = show(DiagnosisPanel, { explorer });
  await expect.element(page.getByText('Check this model')).toBeVisible();
  expect(model.asked).toEqual([]);
});

test('what was planted is found, and a click goes there', async () => {
  const { explorer } = await walked({ data: faulty() });
  const page = show(DiagnosisPanel, { explorer });
  await page.getByText('Check this model').click();
  await expect.element(page.getByText('z3 carries no information.')).toBeVisible();
  await page.getByRole('region', { name: 'Worst reconstructed' }).getByRole('button').first().click();
  await vi.waitFor(() => expect(at(explorer)).toEqual([-1.799, -1.217, 0]));
  const alone = page.getByRole('region', { name: 'Far from all others' }).getByRole('button').first();
  await expect.element(alone).toHaveAccessibleName(/^Go to no. 31, dog: /);
  const twins = page.getByRole('region', { name: 'Near duplicates' }).getByRole('button');
  expect(twins.elements().map((one) => one.textContent?.trim())).toEqual(['cat', 'cat']);
});

test('the pictures are those that the model decodes', async () => {
  const { explorer, model } = await walked({ data: faulty() });
  const page = show(DiagnosisPanel, { explorer });
  await page.getByText('Check this model').click();
  await vi.waitFor(() => expect(page.getByRole('button', { name: /^Go to/ }).elements().length).toBeGreaterThan(20));
  const count = page.getByRole('button', { name: /^Go to/ }).elements().length;
  await vi.waitFor(() => expect(model.asked.at(-1)?.n).toBe(count));
});

test('lists name their items and places', async () => {
  const { explorer } = await walked();
  const lists = listsOf(FOUND, explorer);
  expect(lists.map(({ title }) => title)).toEqual([
    'Holes',
    'dog is torn apart',
    'Worst reconstructed',
    'Near duplicates',
  ]);
  expect(lists.map(({ entries }) => entries.map(({ caption }) => caption))).toEqual([
    ['7.5'],
    ['12', '8'],
    ['5.0 ×'],
    ['cat', 'cat'],
  ]);
  expect(lists[0]!.about).toMatch(/^25\u00a0% of the prior’s draws/);
  expect(lists[3]!.entries.map(({ item, joined }) => [item, joined])).toEqual([
    [0, undefined],
    [7, true],
  ]);
});

test('the table has a row for each entry, as the command line writes it', async () => {
  const { explorer } = await walked();
  const [head, ...rows] = tableOf(FOUND, explorer);
  expect(head!.join(',')).toBe('list,place,value,item,name,class,second_item,second_name,z');
  expect(rows.map((row) => row.slice(0, 4))).toEqual([
    ['unused', 1, 3, ''],
    ['holes', 1, 7.5, ''],
    ['torn', 1, 12, 21],
    ['torn', 2, 8, 25],
    ['worst', 1, 5, 12],
    ['duplicates', 1, 0, 0],
  ]);
  expect(rows.every((row) => row.length === head!.length)).toBe(true);
});

test('what was not examined is said', async () => {
  const { explorer } = await walked();
  expect(summaryOf({ ...FOUND, items: 50, unused: [0, 2], empty: null }, explorer)).toBe(
    '50 of 60 encoded images were examined, evenly spaced. z1, z3 carry no information. ' +
      'The prior is unknown, so holes cannot be found.',
  );
  expect(summaryOf({ ...FOUND, unused: [] }, explorer)).toBe('');
});
