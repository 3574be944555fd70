import { expect, onTestFinished, vi } from 'vitest';
import { flushSync } from 'svelte';
import { open } from '../../../../src/views/geometry/geometry';
import { Fields } from '../../../../src/views/map/fields/fields.svelte';
import { charted } from '../parts';

/** The fields of a chart on the plane of the first two dimensions, which are followed until the test ends. */
export async function fielded(parts: Parameters<typeof charted>[0] = {}) {
  const { chart, explorer, model } = await charted(parts);
  explorer.begin({ ...explorer.view, plane: { kind: 'axes', axes: ['z1', 'z2'] }, frame: { x: 0, y: 0, span: 8 } });
  explorer.geometry = open(explorer);
  const fields = new Fields(chart);
  const stop = $effect.root(() => {
    $effect(() => fields.follow());
  });
  flushSync();
  onTestFinished(() => {
    stop();
    fields.close();
    explorer.geometry!.close();
  });
  return { fields, chart, explorer, model };
}

/** Waits until the finer picture of a field is found. */
export async function finelyFound(fields: Fields): Promise<void> {
  await vi.waitFor(() => expect(fields.shown?.side).toBe(64), { timeout: 10_000 });
}
