import { expect, test } from 'vitest';
import { wav } from '../../src/outputs/wav';
import { looped } from '../../src/views/outputs/sound';

test('a WAV has the header of its format, and clipped values, channel by channel', () => {
  const view = new DataView(wav([Float32Array.of(0, 1, -1), Float32Array.of(2, -2, 0.5)], 16000));
  const text = (at: number): string => String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
  expect([0, 8, 12, 36].map(text)).toEqual(['RIFF', 'WAVE', 'fmt ', 'data']);
  expect(view.getUint32(4, true)).toBe(view.byteLength - 8);
  expect([20, 22, 32, 34].map((at) => view.getUint16(at, true))).toEqual([1, 2, 4, 16]);
  expect([24, 28, 40].map((at) => view.getUint32(at, true))).toEqual([16000, 64000, 12]);
  const values = Array.from({ length: 6 }, (_, i) => view.getInt16(44 + 2 * i, true));
  expect(values).toEqual([0, 32767, 32767, -32767, -32767, 16384]);
});

test('a loop ends where it begins', () => {
  const rate = 1000;
  const line = Float32Array.from({ length: rate }, (_, i) => i / rate);
  const loop = looped(line, 30);
  expect(loop).toHaveLength(970);
  // without the fade the value would jump by 1
  expect(Math.abs(loop[0]! - loop.at(-1)!)).toBeLessThan(0.2);
  expect(looped(Float32Array.of(1), 30)).toEqual(Float32Array.of(1));
});
