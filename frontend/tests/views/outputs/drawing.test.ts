import { describe, expect, test, vi } from 'vitest';
import type { Context, Numbers, Output } from '../../../src/outputs/output';
import { FIRST, SECOND } from '../../../src/outputs/output';
import { parseOutput } from '../../../src/outputs/parse';
import { imageOutput } from '../../outputs/images';

const [WIDTH, HEIGHT] = [60, 40];

function drawn(act: (context: Context) => void, width = WIDTH, height = HEIGHT): ImageData {
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  act(context);
  return context.getImageData(0, 0, width, height);
}

function one(output: Output, numbers: Numbers, from = 0): ImageData {
  return drawn((context) => output.draw(context, numbers, from, { left: 0, top: 0, width: WIDTH, height: HEIGHT }));
}

/** The rows in which a picture is bright, by the column. */
function bright({ data, width, height }: ImageData, column: number): number[] {
  return Array.from({ length: height }, (_, y) => y).filter((y) => data[4 * (y * width + column)]! > 120);
}

describe('a curve', () => {
  const curve = parseOutput({ kind: 'curve', length: 3, low: 0, high: 1 });

  test('goes from left to right, and up with its values', () => {
    const picture = one(curve, Float32Array.of(0, 0.5, 1));
    const [left, middle, right] = [5, 30, 54].map((x) => bright(picture, x)[0]!);
    expect(left).toBeGreaterThan(middle!);
    expect(middle).toBeGreaterThan(right!);
    expect(Math.abs(middle! - HEIGHT / 2)).toBeLessThan(3);
  });

  test('stays within its box, whatever its values', () => {
    const picture = drawn((context) =>
      curve.draw(context, Float32Array.of(-9, 1e30, NaN), 0, { left: 20, top: 10, width: 20, height: 20 }),
    );
    const outside = Array.from({ length: WIDTH * HEIGHT }, (_, i) => [i % WIDTH, Math.floor(i / WIDTH)] as const)
      .filter(([x, y]) => x < 20 || x >= 40 || y < 10 || y >= 30)
      .filter(([x, y]) => picture.data[4 * (y * WIDTH + x) + 3]);
    expect(outside).toEqual([]);
  });

  test('shows a peak of one value among very many', () => {
    const length = 100_000;
    const long = parseOutput({ kind: 'curve', length, low: 0, high: 1 });
    const values = new Float32Array(length);
    values[length / 2] = 1;
    const picture = one(long, values);
    expect(Math.min(...[29, 30, 31].flatMap((column) => bright(picture, column)))).toBeLessThan(10);
  });

  test('is drawn from its place among others', () => {
    const numbers = Float32Array.of(0, 0, 0, 1, 1, 1);
    expect(bright(one(curve, numbers), 30)[0]).toBeGreaterThan(30);
    expect(bright(one(curve, numbers, 3), 30)[0]).toBeLessThan(10);
  });
});

test('a curve of many values has a gap where they are no numbers', () => {
  const curve = parseOutput({ kind: 'curve', length: 100_000, low: 0, high: 1 });
  const picture = one(curve, new Float32Array(100_000).fill(NaN));
  expect(bright(picture, 30)).toEqual([]);
});

test('an image leaves nothing of what was in the margin of its cell', () => {
  const image = imageOutput({ width: 2, height: 2 });
  const { data } = drawn(
    (context) => {
      context.fillStyle = '#fff';
      context.fillRect(0, 0, 6, 2);
      image.draw(context, new Uint8Array(4), 0, { left: 0, top: 0, width: 4, height: 2 });
    },
    6,
    2,
  );
  expect(Array.from({ length: 6 }, (_, x) => data[4 * x])).toEqual([0, 0, 0, 0, 255, 255]);
});

test('of more points than pixels enough are drawn', () => {
  const count = 200_000;
  const points = parseOutput({ kind: 'points', count, low: -1, high: 1 });
  const context = new OffscreenCanvas(20, 20).getContext('2d')!;
  const dots = vi.spyOn(context, 'fillRect');
  points.draw(context, new Float32Array(2 * count), 0, { left: 0, top: 0, width: 20, height: 20 });
  expect(dots.mock.calls.length).toBeGreaterThan(20 * 20);
  expect(dots.mock.calls.length).toBeLessThan(10 * 20 * 20);
});

test('values are bars from zero: up above it, down below', () => {
  const values = parseOutput({ kind: 'values', names: ['a', 'b'], low: -1, high: 1 });
  const picture = one(values, Float32Array.of(1, -1));
  const of = (column: number): number[] =>
    Array.from({ length: HEIGHT }, (_, y) => y).filter((y) => picture.data[4 * (y * WIDTH + column) + 1]! > 120);
  expect(Math.max(...of(12))).toBeLessThanOrEqual(HEIGHT / 2);
  expect(Math.min(...of(40))).toBeGreaterThanOrEqual(HEIGHT / 2 - 1);
});

test.each([
  ['letters', WIDTH, HEIGHT],
  ['blocks', 12, 6],
])('symbols are %s, as bright as they are likely', (_, width, height) => {
  const output = parseOutput({ kind: 'categories', length: 2, names: ['A', 'B'] });
  const { data } = drawn(
    (context) => output.draw(context, Float32Array.of(1, 0, 0.3, 0.2), 0, { left: 0, top: 0, width, height }),
    width,
    height,
  );
  const brightest = (from: number, to: number): number =>
    Math.max(
      ...Array.from({ length: width * height }, (_, i) => (i % width >= from && i % width < to ? data[4 * i]! : 0)),
    );
  expect(brightest(0, width / 2)).toBeGreaterThan(2 * brightest(width / 2, width));
  expect(brightest(width / 2, width)).toBeGreaterThan(30);
});

test('points are where their coordinates say, and edges between them', () => {
  const points = parseOutput({ kind: 'points', count: 2, edges: [[0, 1]], low: -1, high: 1 });
  const picture = one(points, Float32Array.of(-1, 0, 1, 0));
  expect(bright(picture, 30).every((y) => Math.abs(y - HEIGHT / 2) < 3)).toBe(true);
  expect(bright(picture, 30).length).toBeGreaterThan(0);
  expect(bright(picture, 2)).toEqual([]);
});

describe('a difference', () => {
  test('of images has the colour of the brighter one', () => {
    const image = imageOutput({ width: 2, height: 2 });
    const { data } = drawn(
      (context) =>
        image.drawDifference(context, Uint8Array.of(255, 0, 100, 0), Uint8Array.of(0, 255, 100, 0), {
          left: 0,
          top: 0,
          width: 2,
          height: 2,
        }),
      2,
      2,
    );
    expect([...data]).toEqual([...FIRST, 255, ...SECOND, 255, 0, 0, 0, 255, 0, 0, 0, 255]);
  });

  test('of colours counts the channels together', () => {
    const image = imageOutput({ channels: 3 });
    const box = { left: 0, top: 0, width: 1, height: 1 };
    const act = (context: Context): void =>
      image.drawDifference(context, Uint8Array.of(255, 0, 0), Uint8Array.of(0, 255, 0), box);
    expect([...drawn(act, 1, 1).data]).toEqual([0, 0, 0, 255]);
  });

  test('of curves has both, in two colours', () => {
    const curve = parseOutput({ kind: 'curve', length: 2, low: 0, high: 1 });
    const { data } = drawn((context) =>
      curve.drawDifference(context, Float32Array.of(1, 1), Float32Array.of(0, 0), {
        left: 0,
        top: 0,
        width: WIDTH,
        height: HEIGHT,
      }),
    );
    const at = (y: number): number[] => [...data.slice(4 * (y * WIDTH + 30), 4 * (y * WIDTH + 30) + 3)];
    const colours = Array.from({ length: HEIGHT }, (_, y) => at(y)).filter(([red, , blue]) => red! > 80 || blue! > 80);
    expect(colours[0]![0]).toBeGreaterThan(colours[0]![2]!);
    expect(colours.at(-1)![2]).toBeGreaterThan(colours.at(-1)![0]!);
  });
});
