import { expect, test } from 'vitest';
import { clustersOf, middleOf } from '../../src/views/map/clusters';

const PLACES = Float32Array.of(0, 0, 1, 5, 2, 1, 9, 9, 4, 3);
const NAMED = [
  { label: 0, name: 'even', colour: '#000000', count: 3 },
  { label: 1, name: 'odd', colour: '#ffffff', count: 2 },
];

test('a cluster lies at the median of its points in each direction', () => {
  const found = clustersOf(
    PLACES,
    NAMED,
    (point) => point % 2,
    () => true,
  );
  expect(found).toEqual([
    { ...NAMED[0], middle: [2, 1] },
    { ...NAMED[1], middle: [5, 7] },
  ]);
});

test('what is not seen does not count, and a cluster without points has no place', () => {
  const found = clustersOf(
    PLACES,
    NAMED,
    (point) => point % 2,
    (point) => point === 4,
  );
  expect(found).toEqual([{ ...NAMED[0], middle: [4, 3] }]);
});

test('no points are at the origin', () => {
  expect(middleOf(PLACES, [])).toEqual([0, 0]);
});
