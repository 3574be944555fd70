import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Grid } from '../../src/math/grid';

const coordinate = fc.integer({ min: -50, max: 50 });
const pair = fc.tuple(coordinate, coordinate);

test('finds the nearest points in order, wherever the position is', () => {
  fc.assert(
    fc.property(
      fc.array(pair, { minLength: 1, maxLength: 300 }),
      fc.tuple(fc.integer({ min: -90, max: 90 }), fc.integer({ min: -90, max: 90 })),
      fc.integer({ min: 1, max: 20 }),
      (points, [x, y], k) => {
        const found = Grid.around(Float32Array.from(points.flat())).nearest(x, y, k);
        const all = points.map(([a, b]) => Math.hypot(a - x, b - y)).sort((a, b) => a - b);
        expect(found.distances.length).toBe(Math.min(k, points.length));
        found.distances.forEach((distance, i) => expect(distance).toBeCloseTo(all[i]!, 6));
        found.points.forEach((point, i) => {
          const [a, b] = points[point]!;
          expect(Math.hypot(a - x, b - y)).toBeCloseTo(found.distances[i]!, 6);
        });
        expect(new Set(found.points).size).toBe(found.points.length);
      },
    ),
  );
});
