import { expect, test } from 'vitest';
import { parseOutput } from '../../src/outputs/parse';
import { rasterOf } from '../../src/outputs/raster';
import { imageOutput } from './images';

test('an image has a layer for each channel, channels last', () => {
  const { width, height, layers } = rasterOf(imageOutput({ width: 5, height: 2, channels: 3 }));
  expect([width, height, layers.length]).toEqual([5, 2, 3]);
  expect(layers.map((layer) => layer.placeOf(4, 1))).toEqual([27, 28, 29]);
  expect(layers[0]).toMatchObject({ dark: 0, bright: 255, range: 255 });
});

test('paint is opaque where images have alpha, dark paint too', () => {
  const rgba = parseOutput({ kind: 'image', width: 2, height: 2, channels: 4, low: 0, high: 1 });
  expect(rasterOf(rgba).layers.map(({ dark, bright }) => [dark, bright])).toEqual([
    [0, 255],
    [0, 255],
    [0, 255],
    [255, 255],
  ]);
});

test('of a field the channel that is shown has a layer, in its own range', () => {
  const ranges = [
    [0, 1],
    [-5, 15],
  ];
  const field = parseOutput({ kind: 'field', height: 2, width: 3, channels: ['a', 'b'], low: 0, high: 1, ranges });
  const { layers } = rasterOf(field.seen!('2'));
  expect(layers).toHaveLength(1);
  expect(layers[0]).toMatchObject({ dark: -5, bright: 15, range: 20 });
  expect(layers[0]!.placeOf(2, 1)).toBe(11);
});
