import { expect, test } from 'vitest';
import { userEvent, type Locator } from 'vitest/browser';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Filmstrip from '../../../src/views/dimensions/Filmstrip.svelte';
import { show, spot, walked } from '../world';

/** Where the prior's sliders end. */
const END = 2.5758;

interface Shown {
  explorer: Explorer;
  page: Locator;
  slider: Locator;
  strip: Element;
  number: Locator;
}

async function filmstrip(key = 'z1', prepare: (explorer: Explorer) => void = () => undefined): Promise<Shown> {
  const { explorer } = await walked();
  prepare(explorer);
  const axis = explorer.axes.find(key)!;
  const none = () => () => undefined;
  const page = show(
    Filmstrip,
    { explorer, axis, height: 40, width: 300, visible: true, onfilms: none, onseen: none },
    300,
  );
  const slider = page.getByRole('slider');
  return {
    explorer,
    page,
    slider,
    strip: slider.element().parentElement!,
    number: page.getByRole('textbox'),
  };
}

test('it is named after its dimension, and has a value and a range', async () => {
  const { slider, page } = await filmstrip('z2', (explorer) => explorer.choose({ z: Float32Array.of(0, 1.25, 0) }));
  await expect.element(slider).toHaveAttribute('aria-label', 'z2');
  await expect.element(slider).toHaveAttribute('aria-valuetext', '1.250, 74 % of the way');
  expect(Number(slider.element().getAttribute('aria-valuemax'))).toBeCloseTo(END, 4);
  await expect.element(page.getByText(/nats$/)).toBeVisible();
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

test('a click selects the number, so that typing replaces it', async () => {
  const { number } = await filmstrip();
  await number.click();
  const field = number.element() as HTMLInputElement;
  expect([field.selectionStart, field.selectionEnd]).toEqual([0, field.value.length]);
  await userEvent.keyboard('2');
  expect(field.value).toBe('2');
});
