import { describe, expect, test } from 'vitest';
import { cellsOf, csv } from '../../src/outputs/csv';
import { parseField } from '../../src/outputs/field';
import { alike, distance } from '../../src/outputs/output';

const PLANE = {
  height: 2,
  width: 3,
  channels: ['t (K)', 'u'],
  low: 0,
  high: 1,
  ranges: [
    [200, 300],
    [-2, 2],
  ],
};
const VOLUME = { height: 3, width: 4, depth: 2, channels: ['rho'], low: 0, high: 1 };
const plane = parseField(PLANE);
const volume = parseField(VOLUME);
const counted = (length: number): Float32Array<ArrayBuffer> => Float32Array.from({ length }, (_, i) => i);

describe('a field', () => {
  test('has the shape of its channels and its grid', () => {
    expect(plane.shape).toEqual([2, 2, 3]);
    expect(volume.shape).toEqual([1, 2, 3, 4]);
    expect(plane.sides).toEqual({ width: 3, height: 2 });
  });

  test.each([
    ['', 4, 3, 12],
    [':z0', 4, 3, 0],
    [':y1', 4, 2, 4],
    [':x3', 3, 2, 3],
  ])('a volume seen as %j has the sides and the first value of its slice', (seen, width, height, first) => {
    const cut = volume.seen(seen);
    expect(cut.sides).toEqual({ width, height });
    expect(cut.placeOf(0, 0, 0)).toBe(first);
  });

  test('every value of a slice lies where indexing the volume finds it', () => {
    const at = (z: number, y: number, x: number): number => (z * 3 + y) * 4 + x;
    expect(volume.seen(':y2').placeOf(0, 3, 1)).toBe(at(1, 2, 3));
    expect(volume.seen(':x1').placeOf(0, 2, 1)).toBe(at(1, 2, 1));
    expect(plane.seen('2').placeOf(1, 2, 1)).toBe(6 + 3 + 2);
  });

  test('differs by the share of the range of what is seen', () => {
    const [first, second] = [new Float32Array(12), new Float32Array(12)];
    second.fill(50, 0, 6);
    expect(distance(first, second, plane)).toBeCloseTo(0.5);
    expect(distance(first, second, plane.seen('2'))).toBe(0);
    expect(distance(first, second, plane.seen('1,2,2'))).toBeCloseTo(0.5 / Math.sqrt(3));
  });

  test('counts each channel in its own range when it is searched', () => {
    const values = Float32Array.of(...Array<number>(6).fill(100), ...Array<number>(6).fill(4));
    expect([...plane.inRangeUnits(Float32Array.of(...values, ...values))]).toEqual(Array(24).fill(100));
  });

  test('is a table of its cells, from which it is read again', () => {
    const sample = counted(12);
    const table = plane.table(sample);
    expect(table.slice(0, 3)).toEqual([
      ['x', 'y', 't (K)', 'u'],
      [0, 0, 0, 6],
      [1, 0, 1, 7],
    ]);
    expect([...plane.read(cellsOf(csv(table)))]).toEqual([...sample]);
    expect([...volume.read(cellsOf(csv(volume.table(counted(24)))))]).toEqual([...counted(24)]);
  });

  test('of one channel is read from the rows of its grid', () => {
    const single = parseField({ height: 2, width: 3, low: 0, high: 9 });
    expect([...single.read(cellsOf('1,2,3\n4,5,6'))]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test.each([
    ['1,2\n3,4', 'it has 2 rows of 2, but this model'],
    ['1,2\n3', 'different lengths'],
    [csv(plane.table(counted(12))).replace('1,0,1', '0,1,1'), 'its row 2 is not at x 1, y 0'],
  ])('is not %j', (text, sentence) => {
    expect(() => plane.read(cellsOf(text))).toThrow(sentence);
  });

  test('is described by the ends of what is seen, and where they are', () => {
    expect(plane.describe(counted(12))).toBe('t (K) lowest 0 at x 0, y 0, highest 5 at x 2, y 1');
    expect(volume.seen(':y0').describe(counted(24))).toContain('highest 23 at x 3, y 2, z 1');
  });

  test('can be compared with one of the same channels, whatever its ranges', () => {
    expect(alike(plane, parseField({ ...PLANE, ranges: [] }))).toBe(true);
    expect(alike(plane, parseField({ ...PLANE, channels: ['t (K)', 'v'] }))).toBe(false);
    expect(alike(plane, plane.seen('2'))).toBe(true);
  });

  test.each([
    [{ height: 0 }, 'height'],
    [{ depth: 1.5 }, 'depth'],
    [{ channels: [] }, 'channels'],
    [{ channels: ['a', 3] }, 'channels'],
    [{ channels: 'ab' }, 'channels'],
    [{ low: Number.NaN }, 'range'],
    [{ low: 2 }, 'range'],
    [{ ranges: [[0, 1]] }, '1 ranges for 2 channels'],
    [
      {
        ranges: [
          [0, 1],
          [1, 1],
        ],
      },
      'range',
    ],
    [{ ranges: [[0, 1], 'ab'] }, 'range'],
    [{ ranges: 7 }, 'range'],
    [{ width: 2 ** 20 }, 'which no page can show'],
    [{ width: 2 ** 12, height: 2 ** 12 }, 'which no page can show'],
  ])('with %j is refused', (part, sentence) => {
    expect(() => parseField({ ...PLANE, ...part })).toThrow(sentence);
  });
});
