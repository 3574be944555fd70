import { describe, expect, test } from 'vitest';
import { alike, distance } from '../../src/outputs/output';
import { parseOutput } from '../../src/outputs/parse';
import { imageOutput } from './images';

describe('an output', () => {
  test.each([
    [{ kind: 'image', height: 1, width: 1, channels: 1, low: 0, high: 1 }, 'image'],
    [{ kind: 'curve', length: 2, channels: ['a'], low: 0, high: 1 }, 'curve'],
    [{ kind: 'values', names: ['a'], low: 0, high: 1 }, 'values'],
    [{ kind: 'points', count: 1, low: 0, high: 1 }, 'points'],
    [{ kind: 'categories', length: 1, names: ['a', 'b'] }, 'categories'],
    [{ kind: 'field', height: 1, width: 1, low: 0, high: 1 }, 'field'],
    [{ kind: 'image', height: 1, width: 1, channels: 4, low: 0, high: 1 }, 'rgba'],
  ])('is read by its kind', (json, kind) => {
    expect(parseOutput(json).kind).toBe(kind);
  });

  test.each([[null], [{ kind: 'hologram' }], [{ kind: 'constructor' }], [{}]])(
    '%j is of no kind that the page shows',
    (json) => {
      expect(() => parseOutput(json)).toThrow('this page shows image, curve, values, points, categories, field');
    },
  );

  test('has a distance between two samples, as a share of its range', () => {
    expect(distance(Uint8Array.of(255, 0), Uint8Array.of(0, 255), imageOutput({ width: 2 }))).toBe(1);
    const curve = parseOutput({ kind: 'curve', length: 2, low: -2, high: 2 });
    expect(distance(Float32Array.of(0, 0), Float32Array.of(0, 2), curve)).toBeCloseTo(Math.sqrt(4 / 2) / 4);
  });

  test('can be compared with one of the same kind and shape', () => {
    expect(alike(imageOutput({ width: 2 }), imageOutput({ width: 2, high: 9 }))).toBe(true);
    expect(alike(imageOutput({ width: 2 }), imageOutput({ height: 2 }))).toBe(false);
    expect(alike(parseOutput({ kind: 'curve', length: 1, low: 0, high: 1 }), imageOutput())).toBe(false);
  });

  test.each([
    [{ kind: 'curve', length: 2 }, { rate: 2 }],
    [{ kind: 'curve', length: 2, x: [0, 1] }, { x: [0, 1.5] }],
    [{ kind: 'values', names: ['a', 'b'] }, { names: ['b', 'a'] }],
    [{ kind: 'points', count: 2, names: ['a', 'b'] }, { names: ['b', 'a'] }],
    [{ kind: 'categories', length: 2, names: ['a', 'b'] }, { names: ['b', 'a'] }],
  ])('%j cannot be compared with one of other %j', (json, part) => {
    const output = (parts: object) => parseOutput({ ...json, low: 0, high: 1, ...parts });
    expect(alike(output({}), output({ high: 9 }))).toBe(true);
    expect(alike(output({}), output(part))).toBe(false);
  });
});

describe('a screen reader', () => {
  test.each([
    [{ kind: 'curve', length: 3, low: 0, high: 1 }, [NaN, 2, 1], 'lowest 1 at 2, highest 2 at 1'],
    [{ kind: 'curve', length: 2, low: 0, high: 1 }, [NaN, NaN], 'no numbers'],
    [
      { kind: 'field', height: 1, width: 3, low: 0, high: 1 },
      [NaN, 2, 1],
      'lowest 1 at x 2, y 0, highest 2 at x 1, y 0',
    ],
    [{ kind: 'values', names: ['a', 'b', 'c'], low: 0, high: 1 }, [NaN, 1, -2], 'strongest: c -2, b 1, a NaN'],
  ])('hears of %j what is a number', (json, values, told) => {
    expect(parseOutput(json).describe(Float32Array.from(values))).toContain(told);
  });

  test('hears only the beginning of a long name', () => {
    const values = parseOutput({ kind: 'values', names: ['x'.repeat(4096)], low: 0, high: 1 });
    expect(values.describe(Float32Array.of(1))).toBe(`strongest: ${'x'.repeat(40)}… 1`);
  });
});
