import { expect, test, vi } from 'vitest';
import { userEvent, type Locator } from 'vitest/browser';
import { cellsOf } from '../../../src/outputs/csv';
import type { FieldOutput } from '../../../src/outputs/field';
import { parseOutput } from '../../../src/outputs/parse';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Stage from '../../../src/views/Stage.svelte';
import { saved, show, walked } from '../world';

const PLANE = { kind: 'field', height: 3, width: 4, channels: ['t (K)', 'u', 'v'], low: -1, high: 1 };
const VOLUME = { kind: 'field', height: 3, width: 4, depth: 5, channels: ['rho'], low: 0, high: 1 };

async function placed(json: object): Promise<{ page: Locator; explorer: Explorer; canvas: () => HTMLCanvasElement }> {
  const { explorer } = await walked({ output: parseOutput(json) });
  const page = show(Stage, { explorer }, 300);
  await vi.waitFor(() => expect(explorer.sample).not.toBeNull());
  await expect.element(page.getByRole('group', { name: /Arrow keys read/ })).toBeVisible();
  const canvas = (): HTMLCanvasElement => page.element().querySelector('canvas')!;
  return { page, explorer, canvas };
}

/** The words of a canvas's pixels. */
function words(canvas: HTMLCanvasElement): number[] {
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  return [...new Uint32Array(data.buffer)];
}

test('a channel is drawn in the colours of its range, and another one can be chosen and taken back', async () => {
  const { page, explorer, canvas } = await placed(PLANE);
  explorer.choose({ z: Float32Array.of(-9, 0, 9) });
  const { palette } = explorer.output as FieldOutput;
  const colour = (value: number): number => palette!.words[Math.round(((value + 1) / 2) * 255)]!;
  await vi.waitFor(() => expect(words(canvas()).slice(0, 3)).toEqual([-0.9, 0, 0.9].map(colour)));
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Channel' }), 'u');
  expect(explorer.view.seen).toBe('2');
  await expect.element(page.getByRole('figure', { name: 'Colours of u: from -1 to 1' })).toBeVisible();
  explorer.undo();
  await expect.element(page.getByRole('combobox', { name: 'Channel' })).toHaveDisplayValue('t (K)');
});

test('three channels are drawn as red, green and blue', async () => {
  const { page, explorer, canvas } = await placed(PLANE);
  await page.getByRole('button', { name: 'RGB' }).click();
  expect(explorer.view.seen).toBe('1,2,3');
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Green' }), 'v');
  expect(explorer.view.seen).toBe('1,3,3');
  explorer.choose({ z: Float32Array.of(10, 10, 10) });
  await vi.waitFor(() => expect(words(canvas())[0]).toBe(0xffffffff));
});

test('a slice of a volume is chosen by its axis and its place', async () => {
  const { page, explorer, canvas } = await placed(VOLUME);
  await page.getByRole('button', { name: 'y', exact: true }).click();
  expect(explorer.view.seen).toBe(':y1');
  await vi.waitFor(() => expect([canvas().width, canvas().height]).toEqual([4, 5]));
  const slider = page.getByRole('slider', { name: 'Slice across y' });
  (slider.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(explorer.view.seen).toBe(':y2');
  await expect.element(page.getByText('y 2', { exact: true })).toBeVisible();
  explorer.undo();
  expect(explorer.view.seen).toBe(':y1');
});

test('the pointer and the arrow keys read values with their unit', async () => {
  const { page, explorer } = await placed(PLANE);
  explorer.choose({ z: Float32Array.of(5, 5, 5) });
  const plot = page.getByRole('group', { name: /Arrow keys read/ });
  await plot.hover();
  await expect.element(page.getByText('x 2, y 1 · 0.5 K')).toBeVisible();
  (plot.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowDown}');
  await expect.element(page.getByText('x 3, y 2 · 0.5 K')).toBeVisible();
});

test('it is saved as a table and as an enlarged picture', async () => {
  const { page, explorer } = await placed(PLANE);
  const table = await saved(() => page.getByRole('button', { name: 'CSV' }).click());
  expect(table.name).toBe('zoo-field.csv');
  expect(explorer.output.read(cellsOf(await table.content.text()))).toEqual(explorer.sample);
  const picture = await saved(() => page.getByRole('button', { name: 'PNG' }).click());
  const { width, height } = await createImageBitmap(picture.content);
  expect([width % 4, height % 3, width / height]).toEqual([0, 0, 4 / 3]);
});

test('a figure for print has the picture, and the scale and the title as text', async () => {
  const { page } = await placed(PLANE);
  const one = await saved(() => page.getByRole('button', { name: 'SVG' }).click());
  const text = await one.content.text();
  expect(one.name).toMatch(/\.svg$/);
  expect(text).toContain('<image ');
  for (const written of ['t (K)', '-1', '0', '0.5']) expect(text).toContain(`>${written}</text>`);
  await page.getByRole('button', { name: 'RGB' }).click();
  const colours = await saved(() => page.getByRole('button', { name: 'SVG' }).click());
  const figure = await colours.content.text();
  for (const line of ['red: t (K), -1 to 1', 'green: u, -1 to 1', 'blue: v, -1 to 1'])
    expect(figure).toContain(`>${line}</text>`);
});

test('a figure of a volume names its slice', async () => {
  const { page } = await placed(VOLUME);
  const one = await saved(() => page.getByRole('button', { name: 'SVG' }).click());
  expect(await one.content.text()).toContain('>rho; z = 2</text>');
});
