import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Atlas } from '../../../src/sources/atlas';
import Dimensions from '../../../src/views/dimensions/Dimensions.svelte';
import { LANES } from '../../../src/state/lanes';
import { at, seen, show, walked, zoo } from '../world';

test('the most informative dimension comes first, and uninformative ones are collapsed', async () => {
  const { explorer } = await walked();
  const page = show(Dimensions, { explorer });
  await expect.element(page.getByText('most informative first')).toBeVisible();
  expect(
    page
      .getByRole('slider')
      .elements()
      .map((one) => one.getAttribute('aria-label')),
  ).toEqual(explorer.axes.live.map(({ key }) => key));
  const folded = page.getByText('1 dimension carries nothing');
  await expect.element(page.getByRole('slider', { name: 'z3' })).not.toBeInTheDocument();
  await folded.click();
  await page.getByRole('slider', { name: 'z3' }).fill('2');
  expect(at(explorer)).toEqual([0, 0, 2]);
});

test('it says if all dimensions carry information', async () => {
  const data = zoo();
  data.mean.forEach((_, i) => (data.mean[i] = Math.sin(i)));
  const { explorer } = await walked({ data });
  const page = show(Dimensions, { explorer });
  await expect.element(page.getByText('All dimensions carry information')).toBeVisible();
});

test.each([
  ['data', 'data'],
  ['±4', 'absolute'],
  ['prior', 'prior'],
])('strips cover the %s if that is chosen', async (name, range) => {
  const { explorer } = await walked();
  explorer.choose({ range: range === 'prior' ? 'data' : 'prior' });
  const page = show(Dimensions, { explorer });
  const choice = page.getByRole('button', { name, exact: true });
  await expect.element(choice).toHaveAttribute('aria-pressed', 'false');
  await choice.click();
  await expect.element(choice).toHaveAttribute('aria-pressed', 'true');
  expect(explorer.view.range).toBe(range);
  const reach = Number(page.getByRole('slider', { name: 'z1' }).element().getAttribute('aria-valuemax'));
  expect(reach).toBeCloseTo({ data: 1.9, absolute: 4, prior: 2.5758 }[range]!, 1);
});

test('without data there is no data range, and no order', async () => {
  const { explorer } = await walked({ data: null });
  const page = show(Dimensions, { explorer });
  await expect.element(page.getByRole('button', { name: 'data', exact: true })).toBeDisabled();
  await expect.element(page.getByText('most informative first')).not.toBeInTheDocument();
  await expect.element(page.getByRole('slider', { name: 'z3' })).toBeVisible();
});

test('strips show the images along their dimension', async () => {
  const { explorer, model } = await walked();
  const page = show(Dimensions, { explorer });
  const film = () => page.getByRole('slider', { name: 'z1' }).element().parentElement!.querySelector('canvas.film')!;
  await vi.waitFor(() => expect(seen(film()).length).toBeGreaterThan(16));
  // the first dimension's grey increases from left to right
  const width = (film() as HTMLCanvasElement).width;
  const first = seen(film())
    .slice(0, width)
    .filter((_, x) => x % 4 === 0);
  expect(first).toEqual([...first].sort((a, b) => a - b));
  expect(first.at(-1)! - first[0]!).toBeGreaterThan(100);
  const asked = model.asked.filter(({ lane }) => lane === LANES.strips).length;
  explorer.choose({ z: Float32Array.of(0, 1, 0) });
  await vi.waitFor(() => expect(model.asked.filter(({ lane }) => lane === LANES.strips).length).toBe(asked + 1));
});

test('of many dimensions the first are shown, and the others on request', async () => {
  const { explorer } = await walked({ data: null, latentDim: 30, presets: [] });
  await vi.waitFor(() => expect(explorer.axes.sensitive).not.toBeNull());
  const page = show(Dimensions, { explorer });
  await expect.element(page.getByRole('slider', { name: 'z12' })).toBeInTheDocument();
  await expect.element(page.getByRole('slider', { name: 'z13' })).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'Show 18 more dimensions' }).click();
  await expect.element(page.getByRole('slider', { name: 'z30' })).toBeInTheDocument();
  await page.getByRole('button', { name: 'Show the first 24 only' }).click();
  await expect.element(page.getByRole('slider', { name: 'z13' })).not.toBeInTheDocument();
});

/** 60 images in a space of 30 dimensions, which vary along two directions alone. */
function wide(logvar: number): Atlas {
  const [n, d] = [60, 30];
  const mean = Float32Array.from(
    { length: n * d },
    (_, i) => 3 * Math.sin(Math.floor(i / d)) * (i % 2) + Math.cos(3 * Math.floor(i / d)) * ((i + 1) % 2),
  );
  return {
    n,
    mean,
    logvar: new Float32Array(n * d).fill(logvar),
    label: new Int32Array(n).fill(-1),
    split: new Uint8Array(n),
    error: new Float32Array(n),
    layout: null,
  };
}

test('of many dimensions the principal components come first, and move several dimensions', async () => {
  const { explorer } = await walked({ data: wide(-2), latentDim: 30, presets: [] });
  const page = show(Dimensions, { explorer });
  const names = page
    .getByRole('slider')
    .elements()
    .map((one) => one.getAttribute('aria-label'));
  expect(names.slice(0, 2)).toEqual(['PC 1', 'PC 2']);
  expect(names).toHaveLength(24);
  expect(explorer.view.plane).toEqual({ kind: 'components' });
  (page.getByRole('slider', { name: 'PC 1', exact: true }).element() as HTMLElement).focus();
  await userEvent.keyboard('{End}');
  const moved = at(explorer).filter((value) => Math.abs(value) > 0.1);
  expect(moved).toHaveLength(15);
  await expect.element(page.getByRole('button', { name: /Show \d+ more dimensions/ })).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Remove the direction PC 1' })).not.toBeInTheDocument();
});

test('data of a deterministic encoder has deviations instead of nats', async () => {
  const { explorer } = await walked({ data: wide(-20), latentDim: 30, presets: [] });
  expect([explorer.view.range, explorer.view.random]).toEqual(['data', 'data']);
  const page = show(Dimensions, { explorer });
  const first = page.getByTitle('Standard deviation of the encoded data along it').first();
  await expect.element(first).toHaveTextContent(/^σ \d+\.\d\d$/);
  expect(Number(first.element().textContent.slice(2))).toBeCloseTo(Math.sqrt(15) * 3 * Math.SQRT1_2, 0);
  await expect.element(page.getByText('nats')).not.toBeInTheDocument();
});
