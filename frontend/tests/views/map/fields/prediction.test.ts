import { expect, test, vi } from 'vitest';
import { likeliest } from '../../../../src/sources/predictor';
import FieldLayer from '../../../../src/views/map/fields/FieldLayer.svelte';
import FieldPanel from '../../../../src/views/map/fields/FieldPanel.svelte';
import { linesAt } from '../../../../src/views/map/fields/boundaries';
import { MIDDLES, show } from '../../world';
import { nearestCentre, networkOf, predicting } from '../../predictor/networks';
import { fielded, finelyFound } from './parts.svelte';

const [black] = [[0, 0, 0] as const];

test('each place has the class that the network reads there', async () => {
  const { fields, explorer, model } = await fielded(predicting);
  model.network = nearestCentre;
  explorer.choose({ field: 'prediction' });
  await finelyFound(fields);
  const { extent, side, verdict, values } = fields.shown!;
  MIDDLES.forEach(([x, y], label) => {
    const column = Math.floor(((x - extent.left) / (extent.right - extent.left)) * side);
    const cell = Math.floor(((extent.top - y) / (extent.top - extent.bottom)) * side) * side + column;
    expect(likeliest(verdict!.scores, cell, 3)).toBe(label);
    expect(values[cell]).toBeGreaterThan(0.9);
  });
  const page = show(FieldLayer, { fields });
  await vi.waitFor(() => expect(page.element().querySelectorAll('path')).toHaveLength(2));
  const panel = show(FieldPanel, { fields });
  await expect.element(panel.getByText(/here (cat|dog|owl), \d+ %/)).toBeVisible();
});

test('a regressor has a scale in its own values', async () => {
  const { fields, explorer, model } = await fielded({
    ...predicting,
    predictor: { ...predicting.predictor, names: ['weight'], returns: 'values' },
  });
  model.network = networkOf((x) => [x]);
  explorer.choose({ field: 'prediction' });
  const panel = show(FieldPanel, { fields });
  await expect.element(panel.getByRole('img', { name: /Second network from .* weight/ })).toBeVisible();
  expect(fields.shown!.verdict).toBeNull();
});

test('without a second network the field cannot be chosen', async () => {
  const { fields } = await fielded();
  const panel = show(FieldPanel, { fields });
  await expect.element(panel.getByRole('option', { name: 'Second network' })).toBeDisabled();
});

test('a straight boundary is a straight line, without the edges of the map', () => {
  const side = 16;
  const scores = Float32Array.from({ length: 2 * side * side }, (_, i) => {
    const share = 1 / (1 + Math.exp(-(((i >> 1) % side) - 7.5)));
    return i % 2 ? share : 1 - share;
  });
  const verdict = { scores, names: ['a', 'b'], colours: [black, black] };
  const places = [...linesAt(verdict, side, null).matchAll(/[ML]([\d.]+) ([\d.]+)/g)];
  const inner = places.filter(([, , y]) => Number(y) > 1 && Number(y) < side - 1);
  expect(inner.length).toBeGreaterThan(10);
  inner.forEach(([, x]) => expect(Number(x)).toBeCloseTo(8, 1));
  expect(linesAt(verdict, side, new Float32Array(side * side))).toBe('');
  const one = { ...verdict, scores: scores.map((_, i) => (i % 2 ? 1 : 0)) };
  expect(linesAt(one, side, null)).toBe('');
});
