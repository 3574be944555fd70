import { expect, test, vi } from 'vitest';
import Groups from '../../../src/views/map/Groups.svelte';
import { EACH, pixelsOf, saved, seen, show } from '../world';
import { charted, group } from './parts';

async function grouped(...groups: Int32Array[]) {
  const { chart, explorer, model } = await charted();
  explorer.selection.groups = groups;
  const done = vi.fn(() => void (explorer.selection.groups = []));
  const page = show(Groups, { chart, done });
  return {
    page,
    explorer,
    model,
    done,
    name: page.getByLabelText("The direction's name"),
    keep: page.getByRole('button', { name: 'Keep as slider' }),
  };
}

const cats = group(0, EACH);
const dogs = group(EACH, 2 * EACH);

test('without a group nothing is shown', async () => {
  const { page } = await grouped();
  await expect.element(page.getByRole('form')).not.toBeInTheDocument();
});

test('two groups are counted, shown, and named after their most frequent classes', async () => {
  const { page, name } = await grouped(cats, dogs);
  await expect.element(name).toHaveValue('cat to dog');
  const ends = Array.from(page.element().querySelectorAll('figcaption'), (one) => one.textContent);
  expect(ends).toEqual([`A${EACH}`, `B${EACH}`]);
  const [first, second] = page.element().querySelectorAll('canvas');
  await vi.waitFor(() => expect(seen(first!)[0]).toBeCloseTo(pixelsOf([-1.5, 0, 0])[0]!, -1));
  expect(seen(second!)[0]).toBeCloseTo(pixelsOf([1.5, 0, 0])[0]!, -1);
});

test('a direction between them is kept with its name', async () => {
  const { explorer, keep, name, done } = await grouped(cats, dogs);
  await name.fill('  wilder ');
  await keep.click();
  const [kept] = explorer.view.directions;
  expect(kept!.name).toBe('wilder');
  expect(Array.from(kept!.vector, (value) => Math.round(100 * value) / 100 + 0)).toEqual([1, 0, 0]);
  expect(explorer.notices.current?.text).toBe("'wilder' is a slider now.");
  expect(done).toHaveBeenCalledOnce();
});

test('a single group is one end, and all other images are the other', async () => {
  const { page, name } = await grouped(dogs);
  await expect.element(name).toHaveValue('towards dog');
  await expect.element(page.getByText('the others')).toBeVisible();
  await expect.element(page.getByText('Draw around a second group')).toBeVisible();
});

test('without a name, or between equal groups, nothing can be kept', async () => {
  const nameless = await grouped(cats, dogs);
  await nameless.name.fill('  ');
  await expect.element(nameless.keep).toBeDisabled();
  const still = await grouped(cats, cats);
  await expect.element(still.keep).toBeDisabled();
  await expect.element(still.page.getByRole('button', { name: 'Export JSON' })).toBeDisabled();
});

test('a typed name is not kept for the next groups', async () => {
  const { explorer, name, keep } = await grouped(cats, dogs);
  await name.fill('mine');
  await keep.click();
  explorer.selection.groups = [dogs];
  await expect.element(name).toHaveValue('towards dog');
});

test('it can be saved as a file', async () => {
  const { page } = await grouped(cats, dogs);
  const { name, content } = await saved(() => page.getByRole('button', { name: 'Export JSON' }).click());
  expect(name).toBe('cat-to-dog.json');
  expect(JSON.parse(await content.text())).toMatchObject({
    kind: 'latentwalk direction',
    name: 'cat to dog',
    model: 'zoo',
    from: { n: EACH },
    to: { n: EACH },
  });
});

test('the groups can be cleared', async () => {
  const { page, done } = await grouped(cats);
  await page.getByRole('button', { name: 'Clear the groups' }).click();
  expect(done).toHaveBeenCalledOnce();
  await expect.element(page.getByRole('form')).not.toBeInTheDocument();
});
