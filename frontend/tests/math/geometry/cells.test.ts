import { expect, test } from 'vitest';
import { CellMetrics, centresIn, cornersIn, type Cells } from '../../../src/math/geometry/cells';
import type { Exact } from '../../../src/math/geometry/differences';
import { around, magnification, planeMetrics, type PlaneMetric } from '../../../src/math/geometry/plane';
import { plane, sphere } from './decoders';

const CELLS: Cells = { left: 0.2, right: 0.8, bottom: -1.2, top: 1.2, side: 12 };

/** The metrics of cells whose corners are decoded in pieces. */
async function metricsOf(decode: Exact, cells: Cells, piece = 20): Promise<PlaneMetric[]> {
  const metrics = new CellMetrics(cells);
  const n = (cells.side + 1) ** 2;
  for (let from = 0; from < n; from += piece) {
    const count = Math.min(n - from, piece);
    metrics.add(await decode(cornersIn(cells, from, from + count), count), count);
  }
  return metrics.found;
}

test('corners and centres go row by row from the top left', () => {
  const cells = { left: 0, right: 2, bottom: 0, top: 4, side: 2 };
  expect([...centresIn(cells)]).toEqual([0.5, 3, 1.5, 3, 0.5, 1, 1.5, 1]);
  expect([...cornersIn(cells, 2, 6)]).toEqual([2, 4, 0, 2, 1, 2, 2, 2]);
});

test('the metric of a linear decoder is the product of its matrix in every cell', async () => {
  const found = await metricsOf(plane, CELLS);
  expect(found).toHaveLength(CELLS.side ** 2);
  for (const { xx, xy, yy } of found)
    [5.25, -0.25, 10.0625].forEach((value, i) => expect([xx, xy, yy][i]).toBeCloseTo(value, 3));
});

test('on the sphere, the sides of a cell are chords', async () => {
  const [across, along] = [0.6 / 12 / 2, 2.4 / 12 / 2];
  const chord = (half: number): number => Math.sin(half) / half;
  const places = centresIn(CELLS);
  (await metricsOf(sphere, CELLS)).forEach((metric, i) => {
    const latitude = places[2 * i + 1]!;
    const x = chord(across) * Math.cos(latitude) * Math.cos(along);
    const y = chord(along) * Math.hypot(Math.sin(latitude) * Math.cos(across), Math.cos(latitude));
    expect(magnification(metric)).toBeCloseTo(x * y, 5);
  });
});

test('small cells have the metric at their centre', async () => {
  const small = { left: 0.3, right: 0.38, bottom: 0.5, top: 0.58, side: 4 };
  const found = await metricsOf(sphere, small);
  const step = 2 ** -7;
  const exact = planeMetrics(await sphere(around(centresIn(small), step), 64), 16, step);
  found.forEach(({ xx, xy, yy }, i) =>
    [xx, xy, yy].forEach((value, k) =>
      expect(Math.abs(value - [exact[i]!.xx, exact[i]!.xy, exact[i]!.yy][k]!)).toBeLessThan(1e-3),
    ),
  );
});

test('the pieces in which corners are decoded do not matter', async () => {
  expect(await metricsOf(sphere, CELLS, 7)).toEqual(await metricsOf(sphere, CELLS, 169));
});
