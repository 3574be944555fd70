import { expect, test, vi } from 'vitest';
import { commands, userEvent, type Locator } from 'vitest/browser';
import type { Images } from '../../../src/sources/source';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Filmstrip from '../../../src/views/dimensions/Filmstrip.svelte';
import { at, pixelsOf, seen, show, spot, walked } from '../world';

/** Where the prior's sliders end. */
const END = 2.5758;

interface Shown {
  explorer: Explorer;
  page: Locator;
  slider: Locator;
  strip: Element;
  number: Locator;
  paint: (images: Images) => void;
}

async function filmstrip(key = 'z1', prepare: (explorer: Explorer) => void = () => undefined): Promise<Shown> {
  const { explorer } = await walked();
  prepare(explorer);
  const axis = explorer.axes.find(key)!;
  let painter: ((images: Images, first: number) => void) | undefined;
  const onpainter = (paint: typeof painter) => {
    painter = paint;
    return () => undefined;
  };
  const page = show(
    Filmstrip,
    { explorer, axis, count: 3, height: 40, width: 300, onpainter, onseen: () => () => undefined },
    300,
  );
  const slider = page.getByRole('slider');
  return {
    explorer,
    page,
    slider,
    strip: slider.element().parentElement!,
    number: page.getByRole('textbox'),
    paint: (images) => painter!(images, 0),
  };
}

test('it is named after its dimension, and has a value and a range', async () => {
  const { slider, page } = await filmstrip('z2', (explorer) => explorer.choose({ z: Float32Array.of(0, 1.25, 0) }));
  await expect.element(slider).toHaveAttribute('aria-label', 'z2');
  await expect.element(slider).toHaveAttribute('aria-valuetext', '1.250');
  expect(Number(slider.element().getAttribute('aria-valuemax'))).toBeCloseTo(END, 4);
  await expect.element(page.getByText(/nats$/)).toBeVisible();
});

test('a drag moves the value to the pointer, as one step', async () => {
  const { explorer, strip } = await filmstrip();
  await commands.drag([spot(strip), spot(strip, 0.6), spot(strip, 0.8)]);
  expect(explorer.view.z[0]).toBeCloseTo(0.6 * END, 2);
  explorer.undo();
  expect(at(explorer)).toEqual([0, 0, 0]);
  expect(explorer.canUndo).toBe(false);
});

test('a press off the thumb moves it there', async () => {
  const { explorer, strip } = await filmstrip();
  await commands.drag([spot(strip, 0.1)]);
  expect(explorer.view.z[0]).toBeCloseTo(-0.8 * END, 2);
});

test('a thumb that is grabbed off-centre does not jump', async () => {
  const { explorer, strip } = await filmstrip();
  const [x, y] = spot(strip);
  await commands.drag([[x + 12, y]]);
  expect(explorer.view.z[0]).toBe(0);
});

test.each([
  ['{ArrowRight}', 0.51],
  ['{ArrowLeft}', 0.49],
  ['{ArrowUp}', 0.51],
  ['{ArrowDown}', 0.49],
  ['{Shift>}{ArrowRight}{/Shift}', 0.6],
  ['{PageUp}', 0.5 + 0.2 * END],
  ['{PageDown}', 0.5 - 0.2 * END],
  ['{Home}', -END],
  ['{End}', END],
  ['{Backspace}', 0],
  ['{Delete}', 0],
])('the key %s sets it to %d', async (key, value) => {
  const { explorer, slider } = await filmstrip('z1', (one) => one.choose({ z: Float32Array.of(0.5, 0, 0) }));
  (slider.element() as HTMLElement).focus();
  await userEvent.keyboard(key);
  expect(explorer.view.z[0]).toBeCloseTo(value, 3);
  explorer.undo();
  expect(at(explorer)).toEqual([0.5, 0, 0]);
});

test('a double click sets it to zero', async () => {
  const { explorer, slider } = await filmstrip('z1', (one) => one.choose({ z: Float32Array.of(0.5, 0, 0) }));
  await userEvent.dblClick(slider);
  expect(at(explorer)).toEqual([0, 0, 0]);
});

test('the wheel moves it only while it has the focus', async () => {
  const { explorer, slider, strip } = await filmstrip();
  await commands.turn(spot(strip), -100);
  expect(explorer.view.z[0]).toBe(0);
  (slider.element() as HTMLElement).focus();
  await commands.turn(spot(strip), -100);
  await vi.waitFor(() => expect(explorer.view.z[0]).toBeCloseTo((2 * END) / 100, 4));
});

test.each([
  ['1,5', 1.5],
  ['−2', -2],
  ['1e1', 10],
])('%s, typed, is %d', async (text, value) => {
  const { explorer, number } = await filmstrip();
  await number.fill(text);
  await userEvent.keyboard('{Enter}');
  expect(explorer.view.z[0]).toBe(value);
  await expect.element(number).toHaveValue(value.toFixed(3));
});

test.each(['far', '', '1e9'])("'%s' is no number, and changes nothing", async (text) => {
  const { explorer, number } = await filmstrip('z1', (one) => one.choose({ z: Float32Array.of(0.5, 0, 0) }));
  await number.fill(text);
  await userEvent.keyboard('{Enter}');
  expect(explorer.view.z[0]).toBe(0.5);
  expect(explorer.notices.current?.text).toContain(`'${text}' is not a number`);
  await expect.element(number).toHaveValue('0.500');
});

test('Escape restores the number', async () => {
  const { explorer, number } = await filmstrip();
  await number.fill('2');
  await userEvent.keyboard('{Escape}');
  expect(explorer.view.z[0]).toBe(0);
  await expect.element(number).toHaveValue('0.000');
  await expect.element(number).not.toHaveFocus();
});

test('a number beyond the strip is marked, and the thumb stays at the end', async () => {
  const { number, slider, strip } = await filmstrip('z1', (one) => one.choose({ z: Float32Array.of(9, 0, 0) }));
  await expect.element(number).toHaveAttribute('title', 'Outside the range of the slider');
  expect(spot(slider)[0]).toBeCloseTo(spot(strip, 1)[0], -1);
});

test('the lock can be switched on and off', async () => {
  const { explorer, page } = await filmstrip('z2');
  const lock = page.getByRole('button', { name: 'Lock z2 against Random' });
  await expect.element(lock).toHaveAttribute('aria-pressed', 'false');
  await lock.click();
  expect(explorer.view.locked).toEqual([1]);
  await expect.element(lock).toHaveAttribute('aria-pressed', 'true');
  await lock.click();
  expect(explorer.view.locked).toEqual([]);
});

test("a direction of one's own has no lock, and is removed", async () => {
  const { explorer, page } = await filmstrip('d:size', (one) =>
    one.keepDirection({ name: 'size', vector: Float32Array.of(1, 1, 0) }),
  );
  await expect.element(page.getByRole('button', { name: /Lock/ })).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'Remove the direction size' }).click();
  expect(explorer.view.directions).toEqual([]);
});

test('it paints its part of the images, and the current image on its thumb', async () => {
  const { explorer, strip, slider, paint } = await filmstrip();
  const z = [-1, 0, 1, 2].map((value) => [value, 0, 0]);
  paint((await explorer.model.decode(0, Float32Array.from(z.flat()), 4))!);
  const film = seen(strip.querySelector('canvas.film')!);
  expect(film).toHaveLength(3 * 16);
  expect([film[0], film[4], film[8]]).toEqual([87, 127, 167]);
  expect(seen(slider.element().querySelector('canvas')!)).toEqual(pixelsOf([2, 0, 0]));
});
