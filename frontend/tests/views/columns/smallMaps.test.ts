import { expect, test, vi } from 'vitest';
import { cloudIn, within } from '../../../src/views/map/small';
import { BEHIND, Chart, HIDDEN } from '../../../src/views/map/chart.svelte';
import Map from '../../../src/views/map/Map.svelte';
import { paintOf } from '../../../src/columns/colours';
import { show } from '../world';
import { knowing, N } from './knowing';

test('there is a small map for each column, and a click colours the large one by it', async () => {
  const { explorer } = await knowing();
  const page = show(Map, { explorer });
  await page.getByRole('button', { name: 'Side by side' }).click();
  const maps = page.getByRole('group', { name: 'The map by each column' });
  const names = maps
    .getByRole('button')
    .elements()
    .map((one) => one.ariaLabel);
  expect(names).toContain('Colour the map by age');
  expect(names).toContain('Colour the map by size');
  expect(names.some((name) => name!.includes('note') || name!.includes('class'))).toBe(false);
  const age = maps.getByRole('button', { name: 'Colour the map by age' });
  await age.click();
  expect(explorer.view.colour).toBe('age');
  await expect.element(age).toHaveAttribute('aria-pressed', 'true');
  await age.click();
  expect(explorer.view.colour).toBe('');
});

test('a drag over a small map chooses points, which all maps show', async () => {
  const { explorer } = await knowing();
  const page = show(Map, { explorer });
  await page.getByRole('button', { name: 'Side by side' }).click();
  const one = page.getByRole('button', { name: 'Colour the map by age' });
  const field = one.element().querySelector('.field')!;
  await vi.waitFor(() => expect(field.clientWidth).toBeGreaterThan(0));
  const { left, top, width, height } = field.getBoundingClientRect();
  const point = (type: string, x: number, y: number): void =>
    void one
      .element()
      .dispatchEvent(
        new PointerEvent(type, { pointerId: 1, clientX: left + x * width, clientY: top + y * height, bubbles: true }),
      );
  vi.spyOn(one.element(), 'setPointerCapture').mockImplementation(() => undefined);
  point('pointerdown', 0, 0);
  point('pointermove', 1, 1);
  point('pointerup', 1, 1);
  expect(explorer.selection.groups.map((group) => group.length)).toEqual([N]);
  // the click that ends the drag colours nothing
  (one.element() as HTMLElement).click();
  expect(explorer.view.colour).toBe('');
});

test('its colours are those of the column, and what filters leave out is behind', async () => {
  const { explorer, known } = await knowing();
  const chart = new Chart(explorer);
  chart.width = chart.height = 100;
  explorer.choose({ filters: 'size:=small', filtered: [1] });
  const paint = paintOf(known.find('size')!)!;
  const cloud = cloudIn(chart, paint)!;
  for (let i = 0; i < N; i++) {
    const kind = chart.kinds![i]!;
    const expected = kind === HIDDEN || kind === BEHIND ? kind : BEHIND + 1 + paint.of[i]!;
    expect(cloud.colour[i]).toBe(expected);
    expect(cloud.colours[cloud.colour[i]!] === null).toBe(kind === HIDDEN);
  }
  expect(cloud.colour.some((kind) => kind > BEHIND)).toBe(true);
});

test('a rectangle of a small map finds the points of the same part of the large one', async () => {
  const { explorer } = await knowing();
  const chart = new Chart(explorer);
  [chart.width, chart.height] = [400, 300];
  const half = within(chart, { width: 100, height: 75 }, [0, 0], [50, 75]);
  expect(half.length).toBeGreaterThan(0);
  const expected = Array.from({ length: N }, (_, i) => i).filter((i) => chart.pixels(chart.placeOf(i))[0] <= 200);
  expect([...half]).toEqual(expected);
});
