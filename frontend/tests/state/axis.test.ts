import { describe, expect, test } from 'vitest';
import { axesOf, isDead, setOn, valueOn } from '../../src/state/axis';
import { natsOf, spreadOf, thinned } from '../../src/state/statistics';
import type { Atlas } from '../../src/sources/atlas';
import { normal } from '../../src/math/prior';
import { seeded } from '../random';

describe('axes', () => {
  const axes = axesOf(3, { nats: [0.5, 0.001, 2] }, [{ name: 'slant', vector: Float32Array.of(3, 0, 4) }]);

  test("stand in the order of what they carry, one's own directions first", () => {
    expect(axes.map(({ key }) => key)).toEqual(['d:slant', 'z3', 'z1', 'z2']);
    expect(axes.filter(isDead).map(({ key }) => key)).toEqual(['z2']);
  });

  test('move a point along themselves only', () => {
    const [slant, z3] = axes;
    const z = Float32Array.of(1, 2, 3);
    expect([...setOn(z3!, z, -1)]).toEqual([1, 2, -1]);
    const there = setOn(slant!, z, 10);
    expect(valueOn(slant!, there)).toBeCloseTo(10, 5);
    expect(there[1]).toBe(2);
    expect(there[0]! * 0.8 - there[2]! * 0.6).toBeCloseTo(1 * 0.8 - 3 * 0.6, 5);
  });

  test('give the value of a dimension without its direction, which takes long with many', () => {
    const axis = Object.defineProperty({ ...axes[1]! }, 'direction', {
      get: () => {
        throw new Error('computed');
      },
    });
    expect(valueOn(axis, Float32Array.of(1, 2, 3))).toBe(3);
  });

  test('keep their order without statistics', () => {
    expect(axesOf(2, {}, []).map(({ key, nats }) => [key, nats])).toEqual([
      ['z1', null],
      ['z2', null],
    ]);
  });
});

const random = seeded();
const n = 4000;
const atlas: Atlas = {
  n,
  mean: Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 ? 0 : 2 * normal(random))),
  logvar: Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 ? 0 : -3)),
  label: new Int32Array(n),
  split: new Uint8Array(n),
  error: new Float32Array(n),
  layout: null,
};

test('the divergence of each dimension is that of its closed form', () => {
  const [first, second] = natsOf(atlas);
  const square = atlas.mean.reduce((sum, value) => sum + value * value, 0) / n;
  expect(first).toBeCloseTo(0.5 * (square + Math.exp(-3) - 1 + 3), 3);
  expect(second).toBe(0);
});

describe('a slider', () => {
  const [axis, dead] = axesOf(2, {}, []);

  test('covers the prior, the data, or a fixed range', () => {
    expect(spreadOf(axis!, 'prior', atlas)).toMatchObject({ low: -2.5758, high: 2.5758 });
    expect(spreadOf(axis!, 'absolute', null)).toMatchObject({ low: -4, high: 4, data: null });
    const { low, high } = spreadOf(axis!, 'data', atlas);
    expect(Math.abs(high - 2 * 2.5758)).toBeLessThan(0.5);
    expect(Math.abs(low + 2 * 2.5758)).toBeLessThan(0.5);
  });

  test('whose zero lies elsewhere covers the same part of the prior', () => {
    const { low, high, prior } = spreadOf({ ...axis!, origin: 1 }, 'prior', null);
    expect([low, high]).toEqual([-3.5758, 1.5758]);
    // its density is greatest in the middle
    expect(prior!.indexOf(Math.max(...prior!))).toBeCloseTo((prior!.length - 1) / 2, -1);
    expect(prior!.at(0)).toBeCloseTo(prior!.at(-1)!, 6);
  });

  test('has a range even if all data lie at one value', () => {
    expect(spreadOf(dead!, 'data', atlas)).toMatchObject({ low: -0.5, high: 0.5 });
  });
});

test('codes of a small spread have sliders and live dimensions like any others', () => {
  const small = { ...atlas, mean: atlas.mean.map((value, i) => 1e-4 * (i % 2 ? normal(random) : value)) };
  const deviations = [2e-4, 1e-4, 1e-7];
  const axes = axesOf(3, { deviations }, []);
  expect(axes.filter(isDead).map(({ key }) => key)).toEqual(['z3']);
  const { low, high } = spreadOf(axesOf(2, {}, [])[0]!, 'data', small);
  expect(Math.abs(high - low - 1e-4 * 4 * 2.5758)).toBeLessThan(1e-4);
});

test('thinning is even and keeps at most the given number', () => {
  expect([...thinned(10, 4)]).toEqual([0, 3, 6, 9]);
  expect(thinned(3, 10).length).toBe(3);
});
