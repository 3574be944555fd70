import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestSatisfying } from '../../src/math/linearized';

const numbers = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: length, maxLength: length });

test('of one inequality it is the foot of the perpendicular', () => {
  const found = nearestSatisfying([1, 1], [0, 0], [[-3, -4]], [2]);
  // 3 x + 4 y <= 2, from a point at which it is 7
  expect(found![0]).toBeCloseTo(1 - 3 / 5);
  expect(found![1]).toBeCloseTo(1 - 4 / 5);
});

test('no corner of a box is left out', () => {
  fc.assert(
    fc.property(numbers(3), (start) => {
      const slopes = [0, 1, 2].flatMap((axis) => [1, -1].map((sign) => [0, 1, 2].map((i) => (i === axis ? sign : 0))));
      const found = nearestSatisfying(start, [0, 0, 0], slopes, Array<number>(6).fill(1))!;
      start.forEach((value, i) => expect(found[i]).toBeCloseTo(Math.min(1, Math.max(-1, value)), 6));
    }),
  );
});

test('no point of a random polytope that is known is nearer', () => {
  fc.assert(
    fc.property(
      fc.array(numbers(4), { minLength: 1, maxLength: 8 }),
      numbers(4),
      numbers(4),
      (slopes, inside, start) => {
        const steep = slopes.filter((slope) => Math.hypot(...slope) > 0.1);
        const found = nearestSatisfying(start, inside, steep, Array<number>(steep.length).fill(0.5))!;
        for (const slope of steep)
          expect(slope.reduce((sum, value, i) => sum + value * (found[i]! - inside[i]!), 0.5)).toBeGreaterThan(-1e-4);
        // the way there makes no acute angle with the way on to any point that satisfies all, such as `inside`
        const onward = start.reduce((sum, value, i) => sum + (value - found[i]!) * (inside[i]! - found[i]!), 0);
        expect(onward).toBeLessThan(1e-4);
      },
    ),
  );
});

test('contradictory inequalities have none', () => {
  expect(nearestSatisfying([0], [0], [[1], [-1]], [-1, -1])).toBeNull();
  expect(nearestSatisfying([0], [0], [[0]], [-1])).toBeNull();
});
