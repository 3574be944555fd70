import { expect, test } from 'vitest';
import { Selection } from '../../../src/state/selection.svelte';

test('the first lasso makes the first group, and each further one the second', () => {
  const selection = new Selection();
  const [a, b, c] = [Int32Array.of(0), Int32Array.of(1), Int32Array.of(2)];
  selection.addGroup(a);
  expect(selection.groups).toEqual([a]);
  selection.addGroup(b);
  selection.addGroup(c);
  expect(selection.groups).toEqual([a, c]);
  selection.setGroups([]);
  expect(selection.groups).toEqual([]);
});

test('at most one image is under the pointer', () => {
  const selection = new Selection();
  selection.hover(3);
  expect(selection.hovered).toBe(3);
  selection.hover(null);
  expect(selection.hovered).toBeNull();
});
