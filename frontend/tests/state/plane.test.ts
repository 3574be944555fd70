import { expect, test } from 'vitest';
import { axesOf } from '../../src/state/axis';
import { sliceOf, type Grounds } from '../../src/state/plane';
import type { Plane } from '../../src/state/view';

const grounds: Grounds = {
  axes: axesOf(3, {}, []),
  pins: [Float32Array.of(1, 1, 1), Float32Array.of(1, 3, 1), Float32Array.of(1, 1, 5)],
  components: { mean: Float32Array.of(1, 2, 3), components: [Float32Array.of(1, 0, 0), Float32Array.of(0, 0, 1)] },
};

test.each<[Plane, number[], number[], number[]]>([
  [{ kind: 'axes', axes: ['z3', 'z1'] }, [0, 0, 0], [0, 0, 1], [1, 0, 0]],
  [{ kind: 'components' }, [1, 2, 3], [1, 0, 0], [0, 0, 1]],
  [{ kind: 'pins' }, [1, 1, 1], [0, 1, 0], [0, 0, 1]],
])('%j is a plane', (plane, origin, right, up) => {
  const found = sliceOf(plane, grounds)!;
  expect([[...found.origin], [...found.right], [...found.up]]).toEqual([origin, right, up]);
});

test.each<[Plane, Partial<Grounds>]>([
  [{ kind: 'layout' }, {}],
  [{ kind: 'axes', axes: ['z1', 'd:gone'] }, {}],
  [{ kind: 'components' }, { components: null }],
  [{ kind: 'pins' }, { pins: grounds.pins.slice(0, 2) }],
])('%j is not a plane if something is missing', (plane, lack) => {
  expect(sliceOf(plane, { ...grounds, ...lack })).toBeNull();
});
