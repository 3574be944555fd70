import { expect, test, vi } from 'vitest';
import { recorded, type Part } from '../../../../src/figures/recorder';
import { svg } from '../../../../src/figures/svg';
import { mapFigure } from '../../../../src/views/map/figure/map';
import { nearestCentre, predicting } from '../../predictor/networks';
import { fielded, finelyFound } from '../fields/parts.svelte';

const outlines = (parts: readonly Part[]): Extract<Part, { is: 'outline' }>[] =>
  parts.filter((part) => part.is === 'outline');

test('a field is a picture under the points, with its scale below', async () => {
  const { fields, chart, explorer } = await fielded();
  explorer.choose({ field: 'distance' });
  await finelyFound(fields);
  const { draw, sides } = await mapFigure(chart, fields);
  const parts = recorded(draw);
  const at = parts.findIndex((part) => part.is === 'picture');
  expect(parts.filter((part) => part.is === 'picture')).toHaveLength(1);
  expect(parts.findIndex((part) => part.is === 'outline')).toBeGreaterThan(at);
  const text = svg(sides, draw);
  expect(text).toContain('>Distance to the data</text>');
  expect(text).toContain('>latent units</text>');
});

test('a field of classes has the lines between them', async () => {
  const { fields, chart, explorer, model } = await fielded(predicting);
  model.network = nearestCentre;
  explorer.choose({ field: 'prediction', layers: 'images' });
  await finelyFound(fields);
  const without = outlines(recorded((await mapFigure(chart, null)).draw)).length;
  const { draw } = await mapFigure(chart, fields);
  expect(outlines(recorded(draw))).toHaveLength(without + 1);
});

test('ellipses are closed curves at their places, of their size', async () => {
  const { fields, chart, explorer } = await fielded();
  explorer.choose({ ellipses: true, layers: 'images' });
  await vi.waitFor(() => expect(fields.ellipses?.all.length).toBeGreaterThan(0));
  const before = outlines(recorded((await mapFigure(chart, null)).draw)).length;
  const { draw, sides } = await mapFigure(chart, fields);
  const drawn = outlines(recorded(draw));
  expect(drawn).toHaveLength(before + fields.ellipses!.all.length);
  const first = fields.ellipses!.all[0]!;
  const ellipse = drawn.find(({ steps }) => steps.length > 40)!;
  const points = ellipse.steps.filter((step) => step[0] !== 'Z' && step[0] !== 'O').map(([, x, y]) => [x, y]);
  const middle = [0, 1].map((axis) => points.slice(1).reduce((sum, point) => sum + point[axis]!, 0) / 48);
  const farthest = Math.max(...points.map(([x, y]) => Math.hypot(x! - middle[0]!, y! - middle[1]!)));
  expect(farthest).toBeCloseTo((first.major * chart.width) / chart.frame.span, 3);
  expect(svg(sides, draw)).toMatch(/>ellipses: a change of [\d.]+ in sample values, smaller if faint<\/text>/);
});

test('contours of the data are drawn', async () => {
  const { fields, chart, explorer } = await fielded();
  explorer.choose({ layers: 'images' });
  const before = outlines(recorded((await mapFigure(chart, fields)).draw)).length;
  explorer.choose({ contours: true });
  expect(outlines(recorded((await mapFigure(chart, fields)).draw))).toHaveLength(before + 1);
});
