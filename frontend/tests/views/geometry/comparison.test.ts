import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import Path from '../../../src/views/path/Path.svelte';
import { openGeometry } from '../../../src/views/geometry/late.svelte';
import type { Vector } from '../../../src/math/vector';
import { folder, pixelsOf, seen, show, walked } from '../world';

const points = folder.presets.map(({ z }) => z);

/** The first pixel of samples along a straight line. */
const levels = (a: Vector, b: Vector, n: number): number[] =>
  Array.from({ length: n }, (_, i) => pixelsOf(a.map((value, k) => value + (i / (n - 1)) * (b[k]! - value)))[0]!);

test('two pins are compared by all kinds of paths, with the sentence of the trap', async () => {
  const { explorer } = await walked();
  openGeometry(explorer);
  explorer.choose({ pins: points.slice(0, 2) });
  const page = show(Path, { explorer }, 1200);
  await userEvent.click(page.getByRole('button', { name: 'Compare curves' }));
  await expect.element(page.getByRole('rowheader', { name: 'through the data' })).toBeVisible();
  const rows = page.getByRole('row').elements();
  expect(rows).toHaveLength(5);
  expect([...rows[1]!.querySelectorAll('td:not(.film)')].map(({ textContent }) => textContent).slice(0, 2)).toEqual([
    '1.00',
    '1.00',
  ]);
  await expect.element(page.getByText('An even path is not a plausible one', { exact: false })).toBeVisible();
  // the film of the straight line goes from one sample to the other
  const film = [...rows[1]!.querySelectorAll('canvas')];
  await vi.waitFor(() =>
    expect(film.map((canvas) => seen(canvas)[0])).toEqual(levels(points[0]!, points[1]!, film.length)),
  );
  explorer.choose({ pins: points });
  await expect.element(page.getByRole('table')).not.toBeInTheDocument();
  explorer.close();
});

test('a kind that does not exist has a sentence in its row', async () => {
  const { explorer } = await walked({ data: null });
  openGeometry(explorer);
  explorer.choose({ pins: points.slice(0, 2) });
  const page = show(Path, { explorer }, 1200);
  await userEvent.click(page.getByRole('button', { name: 'Compare curves' }));
  await expect.element(page.getByText('needs encoded data, which this model lacks', { exact: false })).toBeVisible();
  explorer.close();
});

test('while a path is being found, it cannot be saved, and the panel says that it is straight', async () => {
  const { explorer } = await walked();
  explorer.choose({ pins: points.slice(0, 2), curve: 'even' });
  const page = show(Path, { explorer }, 1200);
  await expect
    .element(page.getByRole('status').filter({ hasText: 'straight' }))
    .toHaveTextContent('straight until the one that you chose is found');
  await expect.element(page.getByRole('button', { name: 'GIF' })).toBeDisabled();
});

test('a path through the data by a link to a model without any is straight, and says why', async () => {
  const { explorer } = await walked({ data: null });
  openGeometry(explorer);
  explorer.choose({ pins: points.slice(0, 2), curve: 'data' });
  const page = show(Path, { explorer }, 1200);
  await expect
    .element(page.getByRole('status').filter({ hasText: 'straight' }))
    .toHaveTextContent('The path is straight. A path through the data needs');
  await expect.element(page.getByRole('button', { name: 'GIF' })).toBeDisabled();
  explorer.close();
});
