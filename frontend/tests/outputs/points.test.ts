import { describe, expect, test } from 'vitest';
import { cellsOf, csv } from '../../src/outputs/csv';
import { parsePoints } from '../../src/outputs/points';

const plain = { count: 3, dimensions: 2, edges: [[0, 1]], low: -1, high: 1 };
const BOX = { left: 0, top: 0, width: 200, height: 100 };

describe('points', () => {
  const sample = Float32Array.of(0, 0, 1, 1, -1, 0);

  test('are a table, and are read from it', () => {
    const output = parsePoints({ ...plain, names: ['hip', 'knee', 'foot'] });
    const table = output.table(sample);
    expect(table.slice(0, 2)).toEqual([
      ['point', 'x', 'y'],
      ['hip', 0, 0],
    ]);
    expect(Array.from({ length: output.size }, (_, i) => output.nameOf(i))).toEqual([
      'hip x',
      'hip y',
      'knee x',
      'knee y',
      'foot x',
      'foot y',
    ]);
    expect([...output.read(cellsOf(csv(table)))]).toEqual([...sample]);
    expect([...parsePoints(plain).read(cellsOf(csv(parsePoints(plain).table(sample))))]).toEqual([...sample]);
    expect(() => output.read([['1', '2']])).toThrow('it has 1 rows of 2, but this model has 3 points of 2');
  });

  test.each([[['1', 'b', 'c']], [['1', '2', '3']], [['', 'x', '"']]])('may be called %j in a table', (names) => {
    const output = parsePoints({ ...plain, names });
    expect([...output.read(cellsOf(csv(output.table(sample))))]).toEqual([...sample]);
  });

  test('have one scale for both axes, y upwards, in the middle of a box', () => {
    const [x0, y0, x1, y1] = parsePoints(plain).places(sample, 0, BOX);
    expect([x0, y0]).toEqual([100, 50]);
    expect(x1! - x0!).toBeCloseTo(y0! - y1!);
    expect(y1).toBeGreaterThan(0);
  });

  test('in space keep their distances across when they are turned about the vertical axis', () => {
    const output = parsePoints({ ...plain, count: 1, dimensions: 3, edges: [] });
    output.angle = { turn: Math.PI / 2, tilt: 0 };
    const [x, y] = output.places(Float32Array.of(0.5, 0, 0), 0, BOX);
    expect([x, y].map((one) => one!.toFixed(6))).toEqual(['100.000000', '50.000000']);
    output.angle = { turn: 0, tilt: 0 };
    expect(output.places(Float32Array.of(0.5, 0, 0), 0, BOX)[0]).toBeGreaterThan(100);
  });

  test.each([
    [{ count: 0 }, 'the number'],
    [{ count: 10 ** 7, edges: [] }, 'no page can show'],
    [{ dimensions: 4 }, 'the number'],
    [{ edges: [[0, 3]] }, 'pairs of points'],
    [{ edges: [[0]] }, 'pairs of points'],
    [{ edges: 'all' }, 'pairs of points'],
    [{ names: ['one'] }, 'one for each point'],
    [{ high: -1 }, 'the range'],
  ])('with %j are refused', (part, sentence) => {
    expect(() => parsePoints({ ...plain, ...part })).toThrow(sentence);
  });
});
