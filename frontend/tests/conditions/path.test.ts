import { describe, expect, test } from 'vitest';
import { parted, walkRows } from '../../src/conditions/path';
import { joined } from '../../src/conditions/rows';
import { walk } from '../../src/math/walk';
import { given } from './conditions';

describe('a row', () => {
  const from = { z: given(1, 2), given: given(0, 1) };

  test('is joined and parted again, and what is equal stays the same object', () => {
    const row = joined(from);
    expect(row).toEqual(given(1, 2, 0, 1));
    const [same, other] = [parted(row, 2, from), parted(given(1, 3, 0, 1), 2, from)];
    expect([same.z === from.z, same.given === from.given]).toEqual([true, true]);
    expect(other).toEqual({ z: given(1, 3), given: given(0, 1) });
    expect(other.given).toBe(from.given);
  });

  test('without conditions keeps those of the place', () => {
    expect(parted(given(5, 6), 2, from)).toEqual({ z: given(5, 6), given: given(0, 1) });
  });
});

describe('a path through rows', () => {
  const pins = [given(1, 0, 1, 0, 0.5), given(0, 2, 0, 1, 1)];

  test('follows the curve with its points, and goes straight with the conditions', () => {
    const [way, points] = [
      walkRows(pins, 2, 'slerp', false),
      walk(
        pins.map((pin) => pin.slice(0, 2)),
        'slerp',
        false,
      ),
    ];
    for (const t of [0, 0.25, 0.5, 1]) {
      const row = way(t);
      expect(row.slice(0, 2)).toEqual(points(t));
      expect([...row.slice(2)]).toEqual([1 - t, t, 0.5 + 0.5 * t]);
    }
  });

  test('without conditions is that of its points', () => {
    expect(
      walkRows(
        pins.map((pin) => pin.slice(0, 2)),
        2,
        'spline',
        true,
      )(0.3),
    ).toEqual(
      walk(
        pins.map((pin) => pin.slice(0, 2)),
        'spline',
        true,
      )(0.3),
    );
  });
});
