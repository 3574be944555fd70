import { describe, expect, test } from 'vitest';
import { axesOf } from '../../src/state/axis';
import { openingView, rebased } from '../../src/state/opening';
import { initialView } from '../../src/state/view';

const components = {
  mean: Float32Array.of(1, 2, 3),
  components: [Float32Array.of(1, 0, 0), Float32Array.of(0, 1, 0)],
  deviations: [2, 1],
};
const initial = initialView(3, ['z1', 'z2']);

describe('the view of a model whose data is loaded', () => {
  test('has the plane of the two most informative dimensions, and the origin', () => {
    const all = axesOf(3, { nats: [1, 0, 2] }, [{ name: 'slant', vector: Float32Array.of(1, 0, 1) }]);
    expect(openingView(initial, { all, components, priorless: false, radius: null })).toEqual({
      ...initial,
      plane: { kind: 'axes', axes: ['z3', 'z1'] },
    });
  });

  test('keeps the point with which a model wants to be opened', () => {
    const start = { ...initial, z: Float32Array.of(0, 0, 1) };
    const all = axesOf(3, {}, []);
    for (const priorless of [true, false])
      expect(openingView(start, { all, components, priorless, radius: null }).z).toBe(start.z);
  });

  test('has the plane of the components if there are many dimensions', () => {
    const many = initialView(30, ['z1', 'z2']);
    const all = axesOf(30, {}, []);
    expect(openingView(many, { all, components, priorless: false, radius: null }).plane).toEqual({
      kind: 'components',
    });
    expect(openingView(many, { all, components: null, priorless: false, radius: null }).plane.kind).toBe('axes');
    expect(openingView(many, { all, components, priorless: false, radius: null }, true).plane.kind).toBe('layout');
  });

  test("starts at the data's mean if the encoder is deterministic, and takes ranges from the data", () => {
    const opening = openingView(initial, { all: axesOf(3, {}, []), components, priorless: true, radius: null });
    expect(opening).toMatchObject({ z: components.mean, range: 'data', random: 'data' });
  });

  test("starts on the data's sphere, next to its mean", () => {
    const { z } = openingView(initial, { all: axesOf(3, {}, []), components, priorless: true, radius: 2 });
    expect(Math.hypot(...z)).toBeCloseTo(2);
    expect(z[1]! / z[0]!).toBeCloseTo(2);
  });

  test('keeps its plane with one dimension', () => {
    const one = initialView(1, ['z1', 'z1']);
    expect(openingView(one, { all: axesOf(1, {}, []), components: null, priorless: false, radius: null })).toEqual(one);
  });
});

test('what the user changed before the data was loaded stays', () => {
  const after = { ...initial, z: components.mean, range: 'data' as const };
  const z = Float32Array.of(9, 9, 9);
  expect(rebased({ ...initial, z }, initial, after)).toEqual({ ...after, z });
  expect(rebased({ ...initial, range: 'absolute' }, initial, after)).toEqual({ ...after, range: 'absolute' });
});
