import { expect, test } from 'vitest';
import { file } from '../../../../src/figures/figure';
import { svg } from '../../../../src/figures/svg';
import { mapFigure } from '../../../../src/views/map/figure/map';
import { charted } from '../parts';

test('the map as an SVG has its axes, every point, its tiles and a legend', async () => {
  const { chart, explorer } = await charted();
  const { sides, draw } = await mapFigure(chart, null);
  const text = svg(sides, draw);
  const { n } = explorer.encoded.atlas!;
  const circles = text.match(/a[\d.]+ [\d.]+ 0 1 0/g)!.length / 2;
  // the ring, and one dot for each class in the legend
  expect(circles).toBeLessThanOrEqual(n + 1 + chart.classes.length);
  expect(circles).toBeGreaterThan(0.9 * n);
  expect(text).toContain('<image ');
  for (const name of chart.names) expect(text).toContain(`>${name}</text>`);
  for (const { name } of chart.classes) expect(text).toContain(`>${name}</text>`);
});

test('a class that is left out is in neither the map nor the legend', async () => {
  const { chart, explorer } = await charted();
  const name = chart.nameOf(0);
  explorer.choose({ layers: 'points', filtered: [0] });
  const { sides, draw } = await mapFigure(chart, null);
  const text = svg(sides, draw);
  expect(text).not.toContain(`>${name}</text>`);
  expect(text).not.toContain('<image ');
});

test('decoded images alone have no points and no legend', async () => {
  const { chart, explorer } = await charted();
  explorer.choose({ layers: 'images' });
  const { sides, draw } = await mapFigure(chart, null);
  expect(svg(sides, draw).match(/a7 7 0 1 0/g)).toHaveLength(2);
  expect(sides.width).toBeLessThan(chart.width + 100);
});

test('a PNG has three pixels for each of the figure', async () => {
  const { chart } = await charted();
  const figure = await mapFigure(chart, null);
  const picture = await createImageBitmap(await file(figure, 'PNG'));
  expect([picture.width, picture.height]).toEqual([3 * figure.sides.width, 3 * figure.sides.height]);
});
