import { expect, test, vi } from 'vitest';
import { row } from '../../../src/math/vector';
import Hover from '../../../src/views/map/Hover.svelte';
import Marker from '../../../src/views/map/Marker.svelte';
import Marks from '../../../src/views/map/Marks.svelte';
import Points from '../../../src/views/map/Points.svelte';
import Tiles from '../../../src/views/map/Tiles.svelte';
import { EACH, folder, pixelsOf, seen, show } from '../world';
import { charted, group } from './parts';

test('the card of an encoded image shows its class, its number, its position and the image', async () => {
  const { chart, explorer } = await charted();
  const page = show(Hover, { chart, point: EACH, at: [40, 40] });
  const card = page.getByRole('tooltip');
  await expect.element(card).toHaveTextContent('dog');
  await expect.element(card).toHaveTextContent(`no. ${EACH + 1}`);
  await expect.element(card).toHaveTextContent(/z1\s*\+1\.75/);
  const mean = row(explorer.encoded.atlas!.mean, EACH, 3);
  await vi.waitFor(() => expect(seen(card.element().querySelector('canvas')!)).toEqual(pixelsOf(mean)));
});

test('the card stays inside the map, and marks held-out images', async () => {
  const { chart, explorer } = await charted();
  explorer.encoded.atlas!.split[0] = 1;
  const page = show(Hover, { chart, point: 0, at: [395, 295] });
  const box = page.getByRole('tooltip').element().getBoundingClientRect();
  const left = page.element().getBoundingClientRect();
  expect(box.right - left.left).toBeLessThan(395);
  await expect.element(page.getByText('held out')).toBeVisible();
});

test('the marker is at the current point, or at the edge if that is outside', async () => {
  const { chart, explorer } = await charted();
  explorer.choose({ plane: { kind: 'axes', axes: ['z1', 'z2'] }, frame: { x: 0, y: 0, span: 4 } });
  const page = show(Marker, { chart });
  const marker = () => page.element().querySelector('svg')!;
  expect(marker().style.transform).toBe('translate(184px, 134px)');
  explorer.choose({ z: Float32Array.of(1, 0.5, 0) });
  await vi.waitFor(() => expect(marker().style.transform).toBe('translate(284px, 84px)'));
  expect(marker().classList.contains('away')).toBe(false);
  explorer.choose({ z: Float32Array.of(40, 0, 0) });
  await vi.waitFor(() => expect(marker().style.transform).toBe('translate(374px, 134px)'));
  expect(marker().classList.contains('away')).toBe(true);
});

test('classes, groups, pins, the path and a posterior are marked', async () => {
  const { chart, explorer } = await charted();
  explorer.choose({ plane: { kind: 'axes', axes: ['z1', 'z2'] } });
  const page = show(Marks, { chart });
  const of = (selector: string) =>
    Array.from(page.element().querySelectorAll(selector), (one) => one.textContent.trim());
  await vi.waitFor(() => expect(of('.label').sort()).toEqual(['cat', 'dog', 'owl']));
  expect(page.element().querySelector('.path')).toBeNull();
  explorer.path.setPins(folder.presets.map(({ z }) => z));
  await vi.waitFor(() => expect(of('.pin')).toEqual(['1', '2', '3']));
  expect(page.element().querySelector('.path')!.getAttribute('points')!.split(' ')).toHaveLength(2 * 24 + 1);
  explorer.selection.groups = [group(0, EACH)];
  await vi.waitFor(() => expect(of('.group')).toEqual(['A']));
  expect(of('.label')).toEqual([]);
  explorer.placed = {
    sample: new Uint8Array(16),
    posterior: { mean: Float32Array.of(0, 0, 0), logvar: Float32Array.of(0, -2, 0) },
    strokes: [],
  };
  await vi.waitFor(() => expect(of('.posterior')).toHaveLength(2));
  const [one, two] = Array.from(page.element().querySelectorAll('.posterior'), (ellipse) =>
    Number(ellipse.getAttribute('rx')),
  );
  expect(one).toBeCloseTo(chart.width / chart.frame.span, 3);
  expect(two).toBeCloseTo(2 * one!, 3);
});

test('points have the colours of their classes, and hidden classes have none', async () => {
  const { chart, explorer } = await charted();
  const page = show(Points, { chart });
  const canvas = page.element().querySelector('canvas')!;
  const opaque = () =>
    canvas
      .getContext('2d')!
      .getImageData(0, 0, canvas.width, canvas.height)
      .data.filter((value, i) => i % 4 === 3 && value > 40).length;
  await vi.waitFor(() => expect(opaque()).toBeGreaterThan(100));
  const all = opaque();
  explorer.choose({ filtered: [0, 1] });
  await vi.waitFor(() => expect(opaque()).toBeLessThan(all / 2));
});

test('tiles show the images at their positions', async () => {
  const { chart, explorer } = await charted();
  explorer.choose({ plane: { kind: 'axes', axes: ['z1', 'z2'] }, frame: { x: 0, y: 0, span: 4 } });
  const page = show(Tiles, { chart });
  const canvas = page.element().querySelector('canvas')!;
  await vi.waitFor(() => expect(seen(canvas).some(Boolean)).toBe(true));
  const grey = (column: number, row: number): number => seen(canvas)[4 * row * canvas.width + 4 * column]!;
  const [columns, rows] = [canvas.width / 4, canvas.height / 4];
  // the first grey of a tile is its first dimension, which increases to the right only
  const across = Array.from({ length: columns }, (_, column) => grey(column, 0));
  expect(across).toEqual([...new Set(across)].sort((a, b) => a - b));
  expect(new Set(Array.from({ length: rows }, (_, row) => grey(3, row))).size).toBe(1);
});

test.each(['猫'.repeat(4), 'iiii', 'WWWW', 'قطة صغيرة', 'w'.repeat(200)])(
  'the box of a label is as wide as its text: %s',
  async (name) => {
    const { chart } = await charted({ classes: [name, 'dog', 'owl'] });
    const page = show(Marks, { chart });
    await vi.waitFor(() => expect(page.element().querySelectorAll('.label')).toHaveLength(3));
    const boxes = Array.from(page.element().querySelectorAll('.label'), (label) => ({
      box: label.querySelector('rect')!.getBoundingClientRect(),
      text: label.querySelector('text')!.getBoundingClientRect(),
    }));
    for (const { box, text } of boxes) {
      expect(text.width).toBeLessThan(box.width);
      expect(box.width - text.width).toBeLessThan(20);
      expect(box.width).toBeLessThan(170);
    }
  },
);
