import { describe, expect, test } from 'vitest';
import { contains, Picking } from '../../src/views/map/picking';

/** Reproducible random numbers (Lehmer). */
function* numbers(): Generator<number, never> {
  for (let state = 7; ;) yield (state = (state * 48271) % 2147483647) / 2147483647;
}
const random = numbers();
const n = 5000;
const places = Float32Array.from({ length: 2 * n }, () => 8 * random.next().value - 4);
// narrower than the data, some of which lies outside
const picking = new Picking(places, { left: -3, right: 3, bottom: -2, top: 3 });
const distance = (point: number, x: number, y: number): number =>
  Math.hypot(places[2 * point]! - x, places[2 * point + 1]! - y);

function nearestOfAll(x: number, y: number, radius: number, accept: (point: number) => boolean = () => true): number {
  let best = -1;
  for (let i = 0; i < n; i++)
    if (accept(i) && distance(i, x, y) <= (best < 0 ? radius : distance(best, x, y))) best = i;
  return best;
}

describe('picking', () => {
  test('finds the nearest point, like an exhaustive search', () => {
    for (let k = 0; k < 300; k++) {
      const [x, y] = [10 * random.next().value - 5, 10 * random.next().value - 5];
      expect(picking.nearest(x, y, 0.2)).toBe(nearestOfAll(x, y, 0.2));
    }
  });

  test('ignores hidden points', () => {
    const odd = (point: number): boolean => point % 2 === 1;
    for (let k = 0; k < 100; k++) {
      const [x, y] = [6 * random.next().value - 3, 6 * random.next().value - 3];
      expect(picking.nearest(x, y, 0.3, odd)).toBe(nearestOfAll(x, y, 0.3, odd));
    }
  });

  test('finds nothing where there are no points', () => {
    expect(picking.nearest(40, 40, 1)).toBe(-1);
    expect(new Picking(new Float32Array(0), { left: 0, right: 1, bottom: 0, top: 1 }).nearest(0, 0, 9)).toBe(-1);
  });

  test('finds one of many points at the same position', () => {
    const same = new Picking(new Float32Array(200).fill(1.5), { left: 1.5, right: 1.5, bottom: 1.5, top: 1.5 });
    expect(same.nearest(1.5, 1.5, 0.1)).toBeGreaterThanOrEqual(0);
  });

  test('counts the points in an extent approximately', () => {
    expect(picking.count({ left: -9, right: 9, bottom: -9, top: 9 })).toBe(n);
    const within = { left: -1, right: 1, bottom: -1, top: 1 };
    let count = 0;
    for (let i = 0; i < n; i++) if (Math.abs(places[2 * i]!) <= 1 && Math.abs(places[2 * i + 1]!) <= 1) count++;
    const found = picking.count(within);
    expect(found).toBeGreaterThanOrEqual(count);
    expect(found).toBeLessThan(count * 1.4);
  });
});

describe('a lasso', () => {
  /** A horseshoe that is open at the top. */
  const horseshoe = [-2, 2, -2, -2, 2, -2, 2, 2, 1, 2, 1, -1, -1, -1, -1, 2];

  test.each([
    [-1.5, 1, true],
    [1.5, 0, true],
    [0, -1.5, true],
    [0, 0, false],
    [0, 1.9, false],
    [3, 0, false],
    [-3, -1.5, false],
  ])('around (%d, %d): %s', (x, y, inside) => {
    expect(contains(horseshoe, x, y)).toBe(inside);
    expect(
      contains(
        horseshoe.toReversed().flatMap((_, i, all) => (i % 2 ? [] : [all[i + 1]!, all[i]!])),
        x,
        y,
      ),
    ).toBe(inside);
  });

  test('contains exactly the points inside, in order', () => {
    const expected: number[] = [];
    for (let i = 0; i < n; i++) if (contains(horseshoe, places[2 * i]!, places[2 * i + 1]!)) expected.push(i);
    expect(expected.length).toBeGreaterThan(100);
    expect(Array.from(picking.inside(horseshoe))).toEqual(expected);
    expect(Array.from(picking.inside(horseshoe, (point) => point < 900))).toEqual(
      expected.filter((point) => point < 900),
    );
  });

  test('without an interior contains nothing', () => {
    expect(picking.inside([]).length).toBe(0);
    expect(picking.inside([0, 0, 1, 1]).length).toBe(0);
  });
});
