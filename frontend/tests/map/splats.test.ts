import { describe, expect, test } from 'vitest';
import { Splats, type Cloud } from '../../src/views/map/splats';

const size = { width: 40, height: 30 };
const frame = { x: 0, y: 0, span: 40 };
const red = [1, 0, 0, 1] as const;
const blue = [0, 0, 1, 1] as const;

function drawn(
  cloud: Cloud,
  radius = 2,
  reused?: Splats,
): { at: (x: number, y: number) => number[]; splats: Splats; total: number } {
  const splats = new Splats(cloud, frame, size, radius, reused);
  while (!splats.advance(0));
  const words = new Uint32Array(size.width * size.height);
  splats.develop(words);
  const bytes = new Uint8Array(words.buffer);
  return {
    at: (x, y) => Array.from(bytes.subarray(4 * (y * size.width + x), 4 * (y * size.width + x) + 4)),
    splats,
    total: words.filter((word) => word !== 0).length,
  };
}

const one = (x: number, y: number, colours: Cloud['colours'] = [red]): Cloud => ({
  places: Float32Array.of(x, y),
  colour: Uint8Array.of(0),
  colours,
});

describe('a dot', () => {
  test('is drawn at its position, in its colour, and nowhere else', () => {
    const { at } = drawn(one(-10, 5));
    expect(at(9, 9)).toEqual([255, 0, 0, 255]);
    expect(at(10, 10)).toEqual([255, 0, 0, 255]);
    expect(at(16, 10)).toEqual([0, 0, 0, 0]);
    expect(at(30, 20)).toEqual([0, 0, 0, 0]);
  });

  test('has a dark outline if it is large enough', () => {
    const { at } = drawn(one(0, 0), 4);
    const [colour, , , alpha] = at(24, 15) as [number, number, number, number];
    expect(alpha).toBeGreaterThan(60);
    expect(colour).toBeLessThan(200);
    expect(drawn(one(0, 0), 1).at(22, 15)).toEqual([0, 0, 0, 0]);
  });

  test.each([
    [-20, 15],
    [20, -15],
    [-21.5, 0],
    [0, 16.5],
    [21.9, -16.9],
  ])('at the edge, (%d, %d), stays in the picture', (x, y) => {
    const { total } = drawn(one(x, y));
    expect(total).toBeLessThan(30);
  });

  test.each([
    [1e6, 0],
    [0, -1e9],
    [NaN, 0],
    [Infinity, 2],
    [60, 60],
  ])('far off, (%d, %d), is not drawn', (x, y) => {
    expect(drawn(one(x, y)).total).toBe(0);
  });

  test('without a colour is skipped', () => {
    expect(drawn(one(0, 0, [null])).total).toBe(0);
  });

  test('of any size is drawn; smaller ones are fainter', () => {
    const light = [0.5, 0.4, 0.3, 0.2, 0.1].map((radius) => drawn(one(0.5, 0.5), radius).at(20, 14)[3]!);
    expect(light[0]).toBeGreaterThan(100);
    expect(light).toEqual(light.toSorted((a, b) => b - a));
  });
});

describe('many dots', () => {
  const n = 3000;
  const many = (colours: Cloud['colours'], kind: (i: number) => number): Cloud => ({
    places: new Float32Array(2 * n).fill(0.5),
    colour: Uint8Array.from({ length: n }, (_, i) => kind(i)),
    colours,
  });

  test('at one position keep their colour and become opaque', () => {
    const { at } = drawn(many([[1, 0.5, 0.25, 0.2]], () => 0));
    const [r, g, b, alpha] = at(20, 14) as [number, number, number, number];
    expect(alpha).toBeGreaterThan(245);
    expect(r).toBeGreaterThan(235);
    expect(Math.abs(g - 128)).toBeLessThan(12);
    expect(Math.abs(b - 64)).toBeLessThan(12);
  });

  test('of sorted classes mix: the last class does not cover the first', () => {
    const { at } = drawn(
      many(
        [
          [...red.slice(0, 3), 0.02],
          [...blue.slice(0, 3), 0.02],
        ] as unknown as Cloud['colours'],
        (i) => +(i >= n / 2),
      ),
    );
    const [r, , b] = at(20, 14) as [number, number, number];
    expect(r).toBeGreaterThan(50);
    expect(b).toBeGreaterThan(50);
  });

  test('are all drawn once, however the time is divided', () => {
    const apart: Cloud = {
      places: Float32Array.from({ length: 2 * 70 }, (_, i) =>
        i % 2 ? 0.5 + 3 * Math.floor(i / 26) - 8 : -18.5 + 3 * ((i / 2) % 13),
      ),
      colour: new Uint8Array(70),
      colours: [red],
    };
    const { at } = drawn(apart, 0.6);
    for (let i = 0; i < 70; i++) {
      const [x, y] = [Math.floor(apart.places[2 * i]! + 20), Math.floor(15 - apart.places[2 * i + 1]!)];
      if (y >= 0 && y < size.height) expect(at(x, y)[3]).toBeGreaterThan(150);
    }
  });

  test('do not remain in the next picture in the same memory', () => {
    const first = drawn(one(0, 0));
    expect(drawn(one(10, 10), 2, first.splats).at(20, 15)).toEqual([0, 0, 0, 0]);
  });
});
