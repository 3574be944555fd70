import { expect, test, vi } from 'vitest';
import { commands, userEvent, type Locator } from 'vitest/browser';
import type { Folder } from '../../../src/sources/folder';
import type { Explorer } from '../../../src/state/explorer.svelte';
import { setOn, valueOn } from '../../../src/state/axis';
import { Nearby } from '../../../src/state/nearby';
import Slider from '../../../src/views/dimensions/Slider.svelte';
import type { Mosaic } from '../../../src/views/mosaic';
import { at, folder, pixelsOf, seen, show, spot, walked } from '../world';
import { imageOutput } from '../../outputs/images';

/** Where the prior's sliders end. */
const END = 2.5758;

interface Shown {
  explorer: Explorer;
  slider: Locator;
  strip: HTMLElement;
  films: () => readonly Mosaic[];
}

async function sliding(
  prepare: (explorer: Explorer) => void = () => undefined,
  parts: Partial<Folder> = {},
): Promise<Shown> {
  const { explorer } = await walked(parts);
  prepare(explorer);
  const axis = explorer.axes.find('z1')!;
  let films: readonly Mosaic[] = [];
  const onfilms = (mosaics: readonly Mosaic[]) => {
    films = mosaics;
    return () => undefined;
  };
  const nearby = new Nearby(explorer.encoded.atlas!, folder.classes, folder.latentDim);
  // as the strip of an axis gives it what changes
  const props = {
    explorer,
    name: axis.name,
    get value() {
      return valueOn(axis, explorer.view.z);
    },
    ...{ low: -END, high: END, height: 40, width: 300, visible: true, onfilms },
    onset: (value: number) => explorer.set(axis, value),
    classAt: (end: number) => nearby.at(setOn(axis, explorer.view.z, end))[0] ?? '',
  };
  const page = show(Slider, props, 300);
  const slider = page.getByRole('slider');
  return {
    explorer,
    slider,
    strip: slider.element().parentElement as HTMLElement,
    films: () => films,
  };
}

test('a drag moves the value to the pointer, as one step', async () => {
  const { explorer, strip } = await sliding();
  await commands.drag([spot(strip), spot(strip, 0.6), spot(strip, 0.8)]);
  expect(explorer.view.z[0]).toBeCloseTo(0.6 * END, 2);
  explorer.undo();
  expect(at(explorer)).toEqual([0, 0, 0]);
  expect(explorer.canUndo).toBe(false);
});

test('a press off the thumb moves it there', async () => {
  const { explorer, strip } = await sliding();
  await commands.drag([spot(strip, 0.1)]);
  expect(explorer.view.z[0]).toBeCloseTo(-0.8 * END, 2);
});

/** A touch at some offsets in pixels from the middle of the strip, ended by an event. */
function touch(strip: HTMLElement, offsets: readonly [x: number, y: number][], ending = 'pointerup'): void {
  // a synthetic pointer cannot be captured
  strip.setPointerCapture = () => undefined;
  const [x, y] = spot(strip);
  const send = (type: string, [dx, dy]: readonly [number, number]) =>
    strip.dispatchEvent(
      new PointerEvent(type, { bubbles: true, pointerType: 'touch', clientX: x + dx, clientY: y + dy }),
    );
  send('pointerdown', offsets[0]!);
  for (const offset of offsets.slice(1)) send('pointermove', offset);
  send(ending, offsets.at(-1)!);
}

test('a touch moves the value when it moves along the strip, or ends', async () => {
  const { explorer, strip } = await sliding();
  touch(strip, [
    [75, 0],
    [90, 2],
  ]);
  expect(explorer.view.z[0]).toBeCloseTo(0.6 * END, 2);
  touch(strip, [[-75, 0]]);
  expect(explorer.view.z[0]).toBeCloseTo(-0.5 * END, 2);
});

test('a touch that scrolls changes nothing', async () => {
  const { explorer, strip } = await sliding();
  touch(strip, [
    [75, 0],
    [77, 9],
    [120, 9],
  ]);
  expect(at(explorer)).toEqual([0, 0, 0]);
  touch(
    strip,
    [
      [75, 0],
      [120, 0],
    ],
    'pointercancel',
  );
  expect(at(explorer)).toEqual([0, 0, 0]);
  expect(explorer.canUndo).toBe(false);
});

test('a thumb that is grabbed off-centre does not jump', async () => {
  const { explorer, strip } = await sliding();
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
  const { explorer, slider } = await sliding((one) => one.choose({ z: Float32Array.of(0.5, 0, 0) }));
  (slider.element() as HTMLElement).focus();
  await userEvent.keyboard(key);
  expect(explorer.view.z[0]).toBeCloseTo(value, 3);
  explorer.undo();
  expect(at(explorer)).toEqual([0.5, 0, 0]);
});

test('a double click sets it to zero', async () => {
  const { explorer, slider } = await sliding((one) => one.choose({ z: Float32Array.of(0.5, 0, 0) }));
  await userEvent.dblClick(slider);
  expect(at(explorer)).toEqual([0, 0, 0]);
});

test('the wheel moves it only while it has the focus', async () => {
  const { explorer, slider, strip } = await sliding();
  await commands.turn(spot(strip), -100);
  expect(explorer.view.z[0]).toBe(0);
  (slider.element() as HTMLElement).focus();
  await commands.turn(spot(strip), -100);
  await vi.waitFor(() => expect(explorer.view.z[0]).toBeCloseTo((2 * END) / 100, 4));
});

test('its film shows images, and its thumb the current one', async () => {
  const { explorer, strip, slider, films } = await sliding();
  const z = [-1, 0, 1].map((value) => [value, 0, 0]);
  films()[0]!.show(
    (await explorer.model.decode(0, Float32Array.from(z.flat()), 3))!,
    3,
    [0, 1, 2],
    explorer.folder.output.sides,
  );
  const film = seen(strip.querySelector('canvas.film')!);
  expect(film).toHaveLength(3 * 16);
  expect([film[0], film[4], film[8]]).toEqual([87, 127, 167]);
  explorer.sample = (await explorer.model.decode(0, Float32Array.of(2, 0, 0), 1))!.numbers;
  await vi.waitFor(() => expect(seen(slider.element().querySelector('canvas')!)).toEqual(pixelsOf([2, 0, 0])));
});

test.each([
  [96, 16, 81],
  [1, 64, 26],
  [64, 1, 81],
  [20, 20, 46],
])('the thumb of an image of %d x %d has its shape, where that can be grabbed', async (width, height, wide) => {
  const { slider } = await sliding(() => undefined, { output: imageOutput({ width, height }) });
  const thumb = slider.element() as HTMLElement;
  expect(thumb.offsetWidth).toBe(wide);
  expect(getComputedStyle(thumb.querySelector('canvas')!).objectFit).toBe('contain');
});

test('it tells towards which class the value lies, and which classes the ends are near', async () => {
  const { slider, explorer } = await sliding();
  explorer.change({ z: Float32Array.of(0.5, -1, 0) });
  await expect.element(slider).toHaveAttribute('aria-valuetext', '0.500, towards dog');
  explorer.change({ z: Float32Array.of(-0.5, -1, 0) });
  await expect.element(slider).toHaveAttribute('aria-valuetext', '-0.500, towards cat');
  await expect.element(slider).toHaveAccessibleDescription('The low end is near cat, the high end near dog.');
});
