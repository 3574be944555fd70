import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderOf, Spacing } from '../../src/views/originals/spacing';

const ALL = { left: -3, right: 3, bottom: -3, top: 3 };
const [WIDTH, HEIGHT] = [0.5, 0.3];

function spaced(places: Float32Array, level: number, accept: (point: number) => boolean = () => true): Spacing {
  const spacing = new Spacing(places, orderOf(places.length / 2, 16, accept), WIDTH, HEIGHT);
  spacing.advance(level, Infinity);
  return spacing;
}

/** All pairs are tried. */
function overlaps(places: Float32Array, points: readonly number[], level: number): boolean {
  const scale = 2 ** (-level / 2) * (1 - 1e-6);
  return points.some((one, i) =>
    points
      .slice(i + 1)
      .some(
        (other) =>
          Math.abs(places[2 * one]! - places[2 * other]!) < WIDTH * scale &&
          Math.abs(places[2 * one + 1]! - places[2 * other + 1]!) < HEIGHT * scale,
      ),
  );
}

const clouds = fc
  .array(fc.tuple(fc.float({ min: -3, max: 3, noNaN: true }), fc.float({ min: -3, max: 3, noNaN: true })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((points) => Float32Array.from(points.flat()));

describe('pictures on the map', () => {
  test('do not overlap, and each that is left out would', () => {
    fc.assert(
      fc.property(clouds, fc.integer({ min: -6, max: 8 }), (places, level) => {
        const chosen = spaced(places, level).within(ALL, level);
        expect(new Set(chosen).size).toBe(chosen.length);
        expect(overlaps(places, chosen, level)).toBe(false);
        const others = Array.from({ length: places.length / 2 }, (_, i) => i).filter(
          (point) => !chosen.includes(point),
        );
        expect(others.filter((point) => !overlaps(places, [...chosen, point], level - 1e-5))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test('stay when one zooms in, and come back when one zooms out', () => {
    fc.assert(
      fc.property(clouds, (places) => {
        const spacing = spaced(places, 6);
        const levels = [-6, -3, 0, 3, 6].map((level) => new Set(spacing.within(ALL, level)));
        for (let i = 1; i < levels.length; i++)
          expect([...levels[i - 1]!].filter((point) => !levels[i]!.has(point))).toEqual([]);
        expect(new Set(spacing.within(ALL, 0))).toEqual(levels[2]);
        expect(new Set(spaced(places, 0).within(ALL, 0))).toEqual(levels[2]);
      }),
    );
  });

  test('do not depend on the part that is seen', () => {
    fc.assert(
      fc.property(
        clouds,
        fc.integer({ min: -4, max: 4 }),
        fc.float({ min: -2, max: 2, noNaN: true }),
        (places, level, x) => {
          const spacing = spaced(places, level);
          const part = { left: x, right: x + 1, bottom: -0.5, top: 0.5 };
          const seen = spacing.within(part, level);
          const inside = spacing.within(ALL, level).filter((point) => {
            const [px, py] = [places[2 * point]!, places[2 * point + 1]!];
            return px >= part.left && px <= part.right && py >= part.bottom && py <= part.top;
          });
          expect(seen).toEqual(expect.arrayContaining(inside));
        },
      ),
    );
  });

  test('are chosen a little at a time', () => {
    const places = Float32Array.from({ length: 40_000 }, (_, i) => Math.sin(i * 12.9898) * 3);
    const spacing = new Spacing(
      places,
      orderOf(20_000, 256, () => true),
      WIDTH,
      HEIGHT,
    );
    let steps = 0;
    while (!spacing.advance(2, 0)) steps++;
    expect(steps).toBeGreaterThan(20);
    expect(new Set(spacing.within(ALL, 2))).toEqual(
      new Set(
        (() => {
          const whole = new Spacing(
            places,
            orderOf(20_000, 256, () => true),
            WIDTH,
            HEIGHT,
          );
          whole.advance(2, Infinity);
          return whole.within(ALL, 2);
        })(),
      ),
    );
  });

  test('are those of accepted points', () => {
    const places = Float32Array.from({ length: 200 }, (_, i) => Math.sin(i * 12.9898) * 3);
    expect(
      spaced(places, 4, (point) => point % 2 === 0)
        .within(ALL, 4)
        .every((point) => point % 2 === 0),
    ).toBe(true);
  });

  test('come from few blocks first', () => {
    const order = orderOf(100, 16, () => true);
    expect(new Set(order)).toEqual(new Set(Array.from({ length: 100 }, (_, i) => i)));
    const blocks = Array.from(order, (point) => Math.floor(point / 16));
    expect(blocks.filter((block, i) => block !== blocks[i - 1])).toHaveLength(7);
  });
});
