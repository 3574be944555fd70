import { expect, test, vi } from 'vitest';
import { commands, userEvent, type Locator } from 'vitest/browser';
import { parseOutput } from '../../../src/outputs/parse';
import type { PointsOutput } from '../../../src/outputs/points';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Stage from '../../../src/views/Stage.svelte';
import { show, spot, walked } from '../world';

async function placed(dimensions: number): Promise<{ page: Locator; plot: Locator; explorer: Explorer }> {
  const json = { kind: 'points', count: 3, dimensions, edges: [[0, 1]], names: ['hip', 'knee', 'foot'] };
  const { explorer } = await walked({ output: parseOutput({ ...json, low: -1, high: 1 }) });
  const page = show(Stage, { explorer }, 300);
  await vi.waitFor(() => expect(explorer.sample).not.toBeNull());
  return { page, plot: page.getByRole('group', { name: 'The shape at this latent point' }), explorer };
}

test('a point under the pointer is named', async () => {
  const { page, plot } = await placed(2);
  await plot.hover();
  await expect.element(page.getByText('hip: 0, 0')).toBeVisible();
});

test('a browser without the movements of pointers turns points, too', async () => {
  const { plot, explorer } = await placed(3);
  const output = explorer.folder.output as PointsOutput;
  const before = output.angle.turn;
  const element = plot.element() as HTMLElement;
  element.setPointerCapture = () => undefined;
  const at = (clientX: number): PointerEventInit => ({ clientX, clientY: 50, bubbles: true });
  for (const [type, x] of [
    ['pointerdown', 50],
    ['pointermove', 80],
    ['pointerup', 80],
  ] as const)
    element.dispatchEvent(new PointerEvent(type, at(x)));
  expect(output.angle.turn).toBeGreaterThan(before);
});

test('points in space are turned with the pointer and with keys, and all pictures follow', async () => {
  const { plot, explorer } = await placed(3);
  const output = explorer.folder.output as PointsOutput;
  const before = output.angle.turn;
  const { revision } = explorer;
  const [x, y] = spot(plot);
  await commands.drag([
    [x, y],
    [x + 50, y],
  ]);
  expect(output.angle.turn).toBeGreaterThan(before);
  expect(explorer.revision).not.toBe(revision);
  const turned = output.angle.turn;
  (plot.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowLeft}');
  expect(output.angle.turn).toBeLessThan(turned);
});
