import { expect } from 'vitest';

export interface Input {
  data: Float32Array;
  shape: number[];
}

/** A generator of numbers that are the same on every run (mulberry32). */
export function generator(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Approximately normal numbers. */
export function normal(random: () => number, count: number): Float32Array {
  return Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

/** The largest difference, relative to the size of the values where they exceed 1 and absolute below. */
export function difference(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  expected.forEach((value, i) => {
    const off = Object.is(actual[i], value) ? 0 : Math.abs(actual[i]! - value) / Math.max(1, Math.abs(value));
    worst = off <= worst ? worst : off;
  });
  return worst;
}
