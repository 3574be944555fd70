import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Place } from '../../src/conditions/rows';
import { Glide } from '../../src/state/glide';

const given = Float32Array.of(1, 0);
const [from, to] = [
  { z: Float32Array.of(0, 2), given },
  { z: Float32Array.of(1, 0), given },
];
let still = false;
/** The callback of the next frame, and the time in milliseconds. */
let next: (() => void) | undefined;
let now = 0;

beforeEach(() => {
  [still, next, now] = [false, undefined, 0];
  vi.stubGlobal('requestAnimationFrame', (step: () => void) => ((next = step), 1));
  vi.stubGlobal('cancelAnimationFrame', () => (next = undefined));
  vi.stubGlobal('matchMedia', () => ({ matches: still }));
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Runs the next frame at a time. */
function frame(time: number): void {
  const step = next!;
  [next, now] = [undefined, time];
  step();
}

test('a glide goes from one point to the other, slowly at both ends', () => {
  const put = vi.fn<(place: Place) => void>();
  const glide = new Glide(put);
  glide.start(from, to);
  expect(glide.target).toBe(to);
  frame(60);
  frame(300);
  expect(put.mock.calls.map(([{ z }]) => Number(z[0]!.toFixed(3)))).toEqual([0, 0.028, 0.5]);
  frame(600);
  expect(put.mock.lastCall![0]).toBe(to);
  expect(glide.target).toBeNull();
  expect(next).toBeUndefined();
});

test('what is given moves along, and stays the same object where it does not change', () => {
  const put = vi.fn<(place: Place) => void>();
  const glide = new Glide(put);
  glide.start(from, { z: to.z, given: Float32Array.of(0, 1) });
  frame(300);
  expect([...put.mock.lastCall![0].given]).toEqual([0.5, 0.5]);
  glide.start(from, to);
  frame(600);
  expect(put.mock.lastCall![0].given).toBe(given);
});

test('a stopped glide stays where it is', () => {
  const put = vi.fn();
  const glide = new Glide(put);
  glide.start(from, to);
  glide.stop();
  expect(glide.target).toBeNull();
  expect(next).toBeUndefined();
  expect(put).toHaveBeenCalledTimes(1);
});

test('with reduced motion it ends in its first frame', () => {
  still = true;
  const put = vi.fn();
  const glide = new Glide(put);
  glide.start(from, to);
  expect(put.mock.calls).toEqual([[to]]);
  expect(glide.target).toBeNull();
});

test('to the point where it is, there is nothing to do', () => {
  const put = vi.fn();
  new Glide(put).start(from, { z: from.z.slice(), given: given.slice() });
  expect(put).not.toHaveBeenCalled();
});
