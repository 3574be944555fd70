import { expect, test } from 'vitest';
import { apart } from '../../src/views/map/labels';

const label = (x: number, y: number, width = 20): { x: number; y: number; width: number; height: number } => ({
  x,
  y,
  width,
  height: 18,
});

test('labels that do not overlap stay', () => {
  const labels = [label(0, 0), label(100, 0), label(0, 40)];
  expect(apart(labels)).toEqual(labels);
});

test('overlapping labels are moved apart', () => {
  const before = [label(50, 50), label(54, 52), label(49, 58)];
  const after = apart(before);
  expect(after.length).toBe(3);
  after.forEach((a, i) => {
    expect(Math.hypot(a.x - before[i]!.x, a.y - before[i]!.y)).toBeLessThan(26.1);
    for (const b of after.slice(0, i)) expect(Math.abs(a.x - b.x) >= 20 || Math.abs(a.y - b.y) >= 18).toBe(true);
  });
});

test('without room for all, the first labels are kept', () => {
  const crowd = Array.from({ length: 30 }, (_, i) => ({ ...label(0, i % 3, 90), rank: i }));
  const kept = apart(crowd);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThan(12);
  expect(kept[0]!.rank).toBe(0);
});
