import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Inverse } from '../../src/math/inverse';
import { placement } from '../../src/math/placement';

const D = 4;
/** What Python computes: tests/layouts/page.py writes it. */
const known = JSON.parse(readFileSync(new URL('../fixtures/layout.json', import.meta.url), 'utf8')) as Record<
  'places' | 'means' | 'at' | 'points' | 'trust' | 'new' | 'placed',
  number[]
>;
const places = Float32Array.from(known.places);
const means = Float32Array.from(known.means);

describe('the inverse of a layout', () => {
  const inverse = new Inverse(places, means, D);
  const found = known.trust.map((_, i) => inverse.at(known.at[2 * i]!, known.at[2 * i + 1]!));

  test('finds the points that Python finds', () => {
    found.flatMap(({ z }) => [...z]).forEach((value, i) => expect(value).toBeCloseTo(known.points[i]!, 4));
  });

  test('trusts them as much', () => {
    found.forEach(({ trust }, i) => expect(trust).toBeCloseTo(known.trust[i]!, 4));
  });

  test('is finite where all places are equal', () => {
    const { z, trust } = new Inverse(new Float32Array(40), means.subarray(0, 20 * D), D).at(1, 2);
    expect([...z, trust].every(Number.isFinite)).toBe(true);
  });
});

test('points lie where Python places them', () => {
  for (let i = 0; i < known.new.length / D; i++) {
    const [x, y] = placement(places, means, known.new.slice(i * D, (i + 1) * D));
    expect(x).toBeCloseTo(known.placed[2 * i]!, 4);
    expect(y).toBeCloseTo(known.placed[2 * i + 1]!, 4);
  }
});
