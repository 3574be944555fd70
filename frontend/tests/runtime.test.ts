import { describe, expect, test } from 'vitest';
import { pixelsOf } from '../src/runtime/pixels';

describe('pixels', () => {
  test('are bytes, channels last, clamped to the range', () => {
    // two images of two channels, 1 x 3
    const values = Float32Array.of(-1, 0, 1, -2, 2, 0.5, 1, 1, 1, -1, -1, -1);
    expect([...pixelsOf(values, [2, 2, 1, 3], { low: -1, high: 1 })]).toEqual([
      0, 0, 128, 255, 255, 191, 255, 0, 255, 0, 255, 0,
    ]);
  });

  test('of an output that is no image keep their order', () => {
    expect([...pixelsOf(Float32Array.of(0, 127.4, 255), [1, 3], { low: 0, high: 255 })]).toEqual([0, 127, 255]);
  });
});
