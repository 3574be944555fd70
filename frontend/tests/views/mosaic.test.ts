import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Samples } from '../../src/sources/source';
import { imageOutput } from '../outputs/images';
import { filling, Mosaic } from '../../src/views/mosaic';
import { seen } from './world';

const SIZE = { width: 2, height: 1 };
const OUTPUT = imageOutput(SIZE);
let canvas: HTMLCanvasElement;
let veil: HTMLCanvasElement;
let mosaic: Mosaic;

beforeEach(() => {
  vi.useFakeTimers();
  [canvas, veil] = [0, 1].map(() => Object.assign(document.createElement('canvas'), { width: 1, height: 1 })) as [
    HTMLCanvasElement,
    HTMLCanvasElement,
  ];
  mosaic = new Mosaic(canvas, veil, OUTPUT);
});
afterEach(() => {
  mosaic.close();
  vi.useRealTimers();
});

/** Images of 2 x 1 pixels, each of one grey. */
function images(...greys: number[]): Samples {
  const numbers = Uint8Array.from(greys.flatMap((grey) => [grey, grey]));
  return { n: greys.length, numbers, release: () => undefined };
}

/** Which cells the veil dims. */
function dimmed(): boolean[] {
  const { data } = veil.getContext('2d')!.getImageData(0, 0, veil.width, veil.height);
  return Array.from({ length: veil.width * veil.height }, (_, i) => data[4 * i + 3]! > 90);
}

describe('a mosaic', () => {
  test('shows all images at once, row by row', () => {
    mosaic.show(images(10, 20, 30, 40), 2, [3, 2, 1, 0], SIZE);
    expect(seen(canvas)).toEqual([40, 40, 30, 30, 20, 20, 10, 10]);
  });

  test('keeps old images until new ones arrive, and dims them when they are late', () => {
    mosaic.show(images(10, 20, 30), 3, [0, 1, 2], SIZE);
    mosaic.reshape(SIZE, 3, 1);
    mosaic.put(images(99), 0, 1);
    expect(seen(canvas)).toEqual([10, 10, 99, 99, 30, 30]);
    expect(dimmed()).toEqual([false, false, false]);
    vi.advanceTimersByTime(200);
    expect(dimmed()).toEqual([true, false, true]);
    mosaic.put(images(77), 0, 0);
    mosaic.put(images(88), 0, 2);
    expect(dimmed()).toEqual([false, false, false]);
  });

  test('stays dim where newer images are asked for before the last ones came', () => {
    mosaic.reshape(SIZE, 3, 1);
    vi.advanceTimersByTime(200);
    mosaic.put(images(1), 0, 1);
    mosaic.expire();
    expect(dimmed()).toEqual([true, true, true]);
  });

  test('is not dimmed by images that arrive in time', () => {
    mosaic.reshape(SIZE, 1, 1);
    mosaic.put(images(1), 0, 0);
    vi.advanceTimersByTime(1000);
    expect(dimmed()).toEqual([false]);
  });

  test('keeps what it showed when the number of its images changes', () => {
    mosaic.show(images(10, 90), 2, [0, 1], SIZE);
    mosaic.reshape(SIZE, 4, 1);
    expect(seen(canvas)).toHaveLength(8);
    expect([seen(canvas)[0], seen(canvas)[7]]).toEqual([10, 90]);
  });

  test('moves what it showed to its place among the new images', () => {
    mosaic.show(images(10, 90), 2, [0, 1], SIZE);
    mosaic.reshape(SIZE, 2, 1, { left: -0.5, top: 0, width: 1, height: 1 });
    expect(seen(canvas)).toEqual([90, 90, 0, 0]);
  });
});

describe('images in an order of cells', () => {
  test('fill several mosaics, when they all arrive', () => {
    const other = [0, 1].map(() => document.createElement('canvas'));
    const show = filling([1, 3, 0, 2], 2, 2, [mosaic, new Mosaic(other[0]!, other[1]!, OUTPUT)], () => undefined, SIZE);
    show(images(10, 30, 0, 20), [0, 1, 2, 3]);
    expect(seen(canvas)).toEqual([0, 0, 10, 10]);
    expect(seen(other[0]!)).toEqual([20, 20, 30, 30]);
  });

  test('fill them one by one, after these are prepared once', () => {
    const reshape = vi.fn((one: Mosaic) => one.reshape(SIZE, 2, 1));
    const show = filling([1, 0], 2, 2, [mosaic], reshape, SIZE);
    show(images(10), [0]);
    expect(seen(canvas)).toEqual([0, 0, 10, 10]);
    show(images(5), [1]);
    expect(seen(canvas)).toEqual([5, 5, 10, 10]);
    expect(reshape).toHaveBeenCalledOnce();
  });
});
