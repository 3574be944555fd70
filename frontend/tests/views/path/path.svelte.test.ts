import { expect, test, vi } from 'vitest';
import type { Explorer } from '../../../src/state/explorer.svelte';
import { at, folder, walked } from '../world';

const points = folder.presets.map(({ z }) => z);

/** An explorer with pins, straight lines between them, and half a second per segment. */
async function pinned(pins = points): Promise<Explorer> {
  const { explorer } = await walked();
  explorer.begin({ ...explorer.view, pins, curve: 'lerp', pace: 0.5 });
  return explorer;
}

test('the current point is pinned once', async () => {
  const explorer = await pinned([]);
  explorer.path.pin();
  explorer.path.pin();
  expect(explorer.path.pins).toEqual([explorer.view.z]);
  expect(explorer.notices.current?.text).toContain('The last pin is already here.');
  explorer.moveTo(points[0]!);
  explorer.path.pin();
  expect(explorer.path.pins[1]).toBe(points[0]);
  expect(explorer.path.time).toBe(1);
});

test('a time of the path is a point of it, clamped to its ends', async () => {
  const explorer = await pinned();
  explorer.path.scrub(0.5);
  expect(at(explorer)).toEqual([0, -1, 0]);
  explorer.path.scrub(9);
  expect(explorer.path.time).toBe(2);
  expect(at(explorer)).toEqual([...points[2]!]);
  explorer.path.goTo(1);
  expect(explorer.path.time).toBe(1);
  expect(at(explorer)).toEqual([...points[1]!]);
});

test('it plays to its end, and once more from its start', async () => {
  const explorer = await pinned(points.slice(0, 2));
  explorer.path.scrub(0.9);
  explorer.path.toggle();
  expect(explorer.path.playing).toBe(true);
  await vi.waitFor(() => expect(explorer.path.playing).toBe(false));
  expect(explorer.path.time).toBe(1);
  expect(at(explorer)).toEqual([...points[1]!]);
  explorer.path.toggle();
  expect(explorer.path.time).toBe(0);
  explorer.halt();
});

test('a pause is a step, a movement stops the playback, and a single pin is no path', async () => {
  const explorer = await pinned();
  explorer.path.toggle();
  await vi.waitFor(() => expect(explorer.path.time).toBeGreaterThan(0));
  explorer.path.toggle();
  expect(explorer.path.playing).toBe(false);
  expect(explorer.canUndo).toBe(true);
  explorer.path.toggle();
  explorer.moveTo(points[2]!);
  expect(explorer.path.playing).toBe(false);
  explorer.path.setPins(points.slice(0, 1));
  explorer.path.toggle();
  expect(explorer.path.playing).toBe(false);
});

test('removed pins shorten the path, and end the plane of three pins', async () => {
  const explorer = await pinned();
  explorer.path.scrub(2);
  explorer.choose({ plane: { kind: 'pins' } });
  explorer.path.setPins(points.slice(0, 2));
  expect(explorer.path.time).toBe(1);
  expect(explorer.view.plane).toEqual(explorer.initial.plane);
});
