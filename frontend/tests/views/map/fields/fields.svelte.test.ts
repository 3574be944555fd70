import { expect, test, vi } from 'vitest';
import { LANES } from '../../../../src/state/lanes';
import { layoutOf } from '../../../../src/state/layout';
import { zoo } from '../../world';
import { fielded, finelyFound } from './parts.svelte';

/** Area of samples over area of the map of the fake decoder: each of two dimensions is in a third of 16 values. */
const AREA = Math.sqrt(6 * 5) / 100;

test('magnification is found coarsely first, then finely, in the lowest lane', async () => {
  const { fields, explorer, model } = await fielded();
  explorer.choose({ field: 'magnification' });
  await finelyFound(fields);
  const counts = model.asked.map(({ n }) => n);
  expect([counts[0], counts.reduce((sum, n) => sum + n, 0)]).toEqual([4 * 16 ** 2, 4 * 16 ** 2 + 65 ** 2]);
  expect(Array.from(fields.shown!.values).every((value) => Math.abs(value / AREA - 1) < 1e-3)).toBe(true);
  expect(new Set(model.asked.map(({ lane }) => lane))).toEqual(new Set([LANES.fields, LANES.ahead]));
  explorer.choose({ field: 'none' });
  await vi.waitFor(() => expect(fields.shown).toBeNull());
});

test('the distance to the data is 0 nowhere and least at the data', async () => {
  const { fields, explorer } = await fielded();
  explorer.choose({ field: 'distance' });
  await finelyFound(fields);
  const { extent, values, side } = fields.shown!;
  const at = (x: number, y: number): number => {
    const column = Math.floor(((x - extent.left) / (extent.right - extent.left)) * side);
    return values[Math.floor(((extent.top - y) / (extent.top - extent.bottom)) * side) * side + column]!;
  };
  expect(at(1.5, -1.3)).toBeLessThan(0.2);
  expect(at(3.5, 2.5)).toBeGreaterThan(1);
});

test.each(['reencoding', 'density'] as const)('%s has a finite value everywhere, and at the ring', async (field) => {
  const { fields, explorer, chart } = await fielded();
  explorer.choose({ field });
  await finelyFound(fields);
  expect(Array.from(fields.shown!.values).every(Number.isFinite)).toBe(true);
  const { values } = await fields.valueAt(field, fields.surface!, chart.here!, explorer.view.z);
  expect(values[0]).toEqual(expect.any(Number));
});

test('a move along the plane finds nothing again, one off the plane does', async () => {
  const { fields, explorer } = await fielded();
  explorer.choose({ field: 'magnification' });
  await finelyFound(fields);
  const { shown, surface } = fields;
  explorer.change({ z: Float32Array.of(1, 1, 0) });
  expect(fields.surface).toBe(surface);
  explorer.change({ z: Float32Array.of(1, 1, 2) });
  expect(fields.surface).not.toBe(surface);
  await vi.waitFor(() => expect(fields.shown).not.toBe(shown));
});

test('ellipses are where the map is, and circles where both directions change samples alike', async () => {
  const { fields, explorer } = await fielded();
  explorer.choose({ ellipses: true });
  await vi.waitFor(() => expect(fields.ellipses).not.toBeNull());
  const { all, change } = fields.ellipses!;
  expect(all).toHaveLength(144);
  expect(change).toBeGreaterThan(0);
  for (const { major, minor } of all) expect(major / minor).toBeCloseTo(Math.sqrt(6 / 5), 2);
});

test('on a layout a field follows the inverse, and is trusted where the data is near', async () => {
  const data = zoo();
  const layout = Float32Array.from({ length: 2 * data.n }, (_, i) => data.mean[3 * (i >> 1) + (i % 2)]!);
  const { fields, explorer } = await fielded({ data: { ...data, layout } });
  expect(layoutOf(explorer.encoded.data, 3)).not.toBeNull();
  explorer.choose({ plane: { kind: 'layout' }, field: 'distance', ellipses: true });
  await finelyFound(fields);
  expect(Math.min(...fields.shown!.trust!)).toBe(0);
  expect(Math.max(...fields.shown!.trust!)).toBe(1);
  expect(fields.ellipses!.all.length).toBeLessThan(144);
});

test('what a model lacks is a sentence, and so is a decoder that does not change', async () => {
  const { fields, explorer, model } = await fielded({ data: null });
  explorer.choose({ field: 'density' });
  expect(fields.fault).toContain('needs encoded data');
  model.decode = async (_lane, _z, n) => ({ n, numbers: new Float32Array(16 * n), release: () => undefined });
  explorer.choose({ field: 'magnification' });
  await vi.waitFor(() => expect(fields.fault).toContain('samples do not change here'));
});
