import { expect, test } from 'vitest';
import Contours from '../../../../src/views/map/fields/Contours.svelte';
import FieldPanel from '../../../../src/views/map/fields/FieldPanel.svelte';
import { MIDDLES, show } from '../../world';
import { fielded } from './parts.svelte';

/** The bounding boxes of the rings, in pixels of the map. */
function rings(element: Element): DOMRect[] {
  const whole = element.querySelectorAll('path')[1]!;
  return whole
    .getAttribute('d')!
    .split('Z')
    .filter(Boolean)
    .map((ring) => {
      const one = whole.cloneNode() as SVGPathElement;
      one.setAttribute('d', `${ring}Z`);
      whole.after(one);
      const box = one.getBoundingClientRect();
      one.remove();
      return box;
    });
}

test('contours are a switch', async () => {
  const { fields, explorer } = await fielded();
  const page = show(FieldPanel, { fields });
  await page.getByRole('button', { name: 'Contours' }).click();
  expect(explorer.view.contours).toBe(true);
  explorer.undo();
  expect(explorer.view.contours).toBe(false);
});

test('lines lie around each class, and around those that are shown only', async () => {
  const { chart, explorer } = await fielded();
  const page = show(Contours, { chart });
  const corner = page.element().querySelector('svg')!.getBoundingClientRect();
  const around = (place: readonly [number, number]): number => {
    const [x, y] = chart.pixels(place);
    return rings(page.element()).filter(
      (box) =>
        box.left - corner.left < x &&
        x < box.right - corner.left &&
        box.top - corner.top < y &&
        y < box.bottom - corner.top,
    ).length;
  };
  for (const middle of MIDDLES) expect(around(middle)).toBeGreaterThanOrEqual(1);
  explorer.choose({ filtered: [0, 1] });
  await expect.poll(() => around(MIDDLES[0])).toBe(0);
  expect(around(MIDDLES[2])).toBeGreaterThanOrEqual(1);
});
