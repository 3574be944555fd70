import { expect, test } from 'vitest';
import { gapOf } from '../../src/columns/gap';

test('a folder states the gap and that of each column', () => {
  const mig = { mean: 0.31, by_column: { hue: 0.5, x: 0.12 } };
  expect(gapOf({ metrics: { mig } })).toEqual({
    mean: 0.31,
    columns: [
      ['hue', 0.5],
      ['x', 0.12],
    ],
  });
});

test('what is no share is left out', () => {
  expect(gapOf({ metrics: { mig: { mean: 0.3, by_column: { hue: 2, x: 'all', y: 1 } } } })?.columns).toEqual([
    ['y', 1],
  ]);
  expect(gapOf({ metrics: { mig: { mean: 0.3 } } })?.columns).toEqual([]);
});

test.each([[{}], [{ metrics: null }], [{ metrics: { mig: 0.3 } }], [{ metrics: { mig: { mean: NaN } } }]])(
  '%o states none',
  (provenance: Record<string, unknown>) => {
    expect(gapOf(provenance)).toBeNull();
  },
);
