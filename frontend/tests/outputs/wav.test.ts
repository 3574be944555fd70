import { expect, test } from 'vitest';
import { parseCurve } from '../../src/outputs/curve';
import { channelsOf, wav } from '../../src/outputs/wav';
import { looped, mixed, playable } from '../../src/views/outputs/sound';

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

test('the range of a curve is that of the loudspeaker, and what is no number is silent', () => {
  const { curve } = parseCurve({ length: 3, channels: ['a', 'b'], low: 0, high: 4, rate: 8000 });
  const [first, second] = channelsOf(curve, Float32Array.of(0, 2, 4, NaN, -9, Infinity));
  expect([...first!]).toEqual([-1, 0, 1]);
  expect([...second!]).toEqual([0, -1, 1]);
});

test('every rate is brought to one that all browsers play', () => {
  expect([1, 360, 8000, 44100.5, 96000, 1e6].map(playable)).toEqual([8000, 8000, 8000, 44100.5, 96000, 96000]);
});

test('of more than two lines the mean is heard', () => {
  const line = (...values: number[]): Float32Array<ArrayBuffer> => Float32Array.from(values);
  expect(mixed([line(1, 0), line(0, 1)])).toHaveLength(2);
  expect(mixed([line(1, 0), line(1, 0), line(1, 0.75)])).toEqual([line(1, 0.25)]);
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

test('the cycle of a tone is repeated as it is', () => {
  const cycle = Float32Array.from({ length: 200 }, (_, i) => Math.sin((2 * Math.PI * i) / 200));
  expect(looped(cycle, 1323)).toEqual(cycle);
});
