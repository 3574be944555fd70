import { expect, test } from 'vitest';
import { parseCurve, type CurveOutput } from '../../../src/outputs/curve';
import { wav } from '../../../src/outputs/wav';
import { heard } from '../../../src/views/outputs/heard';

const RATE = 8000;
const LEVEL = 0.5;
const curve = (channels: readonly string[] = ['']): CurveOutput =>
  parseCurve({ length: 100, channels, low: -2, high: 6, rate: RATE });

/** A file of sound of a constant level in each channel. */
function sound(length: number, levels: readonly number[]): File {
  const lines = levels.map((level) => new Float32Array(length).fill(level));
  return new File([wav(lines, RATE)], 'a.wav', { type: 'audio/wav' });
}

test.each([
  [100, ''],
  [40, 'a.wav: it has 40 values at 8000 Hz, and the rest of 100 is silent.'],
  [250, 'a.wav: its first 100 values at 8000 Hz are placed, of 250.'],
])('a sound of %d values is as long as a curve, which is said', async (length, sentence) => {
  const { sample, remark } = await heard(curve(), sound(length, [LEVEL]));
  const expected = Array.from({ length: 100 }, (_, i) => (i < length ? 4 : 2));
  sample.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 2));
  expect(remark).toBe(sentence);
});

test('channels are mixed for a single line, and otherwise lines', async () => {
  const one = await heard(curve(), sound(100, [LEVEL, -LEVEL]));
  expect(one.sample[50]).toBeCloseTo(2, 2);
  expect(one.remark).toContain('its 2 channels are mixed');
  const two = await heard(curve(['left', 'right']), sound(100, [LEVEL, -LEVEL]));
  expect(two.sample[50]).toBeCloseTo(4, 2);
  expect(two.sample[150]).toBeCloseTo(0, 2);
  expect(two.remark).toBe('');
});

test('lines without a channel, and channels without a line, are named', async () => {
  const { remark } = await heard(curve(['a', 'b', 'c']), sound(100, [LEVEL, -LEVEL]));
  expect(remark).toBe('a.wav: its last channel is placed in 2 lines.');
  const other = await heard(curve(['left', 'right']), sound(100, [LEVEL, LEVEL, LEVEL]));
  expect(other.remark).toBe('a.wav: its first 2 channels are placed, of 3.');
});

test('what is no sound is refused', async () => {
  const file = new File(['hello'], 'a.wav', { type: 'audio/wav' });
  await expect(heard(curve(), file)).rejects.toThrow('this browser cannot read it, or not at 8000 Hz');
});
