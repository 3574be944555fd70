import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseValues } from '../../src/outputs/values';
import { fits, inputsFor, parsePredictor, scoresOf, type PredictorSpec } from '../../src/sources/predictor';
import { imageOutput } from '../outputs/images';

const rgb = imageOutput({ height: 2, width: 3, channels: 3 });
const entry = { names: ['a', 'b'], returns: 'logits', shape: [3, 2, 3], low: [-1], high: [1] };
const parsed = (change: object = {}): PredictorSpec => parsePredictor({ ...entry, ...change }, rgb);

test('an entry of the manifest is parsed', () => {
  expect(parsed({ output: 'scores' })).toEqual({ ...entry, output: 'scores', binary: false });
  const output = parseValues({ names: ['x', 'y'], low: 0, high: 1 });
  const binary = { names: ['no', 'yes'], returns: 'probabilities', shape: [2], binary: true };
  expect(parsePredictor(binary, output)).toMatchObject({ low: [], high: [], binary: true });
});

test.each([
  { names: [] },
  { names: [1] },
  { returns: 'classes' },
  { shape: [3, 3, 3] },
  { shape: [0] },
  { low: [0, 0] },
  { low: ['0'] },
  { high: [NaN] },
  { output: 3 },
  { binary: true, names: ['a'] },
])('an invalid one is refused: %j', (change) => {
  expect(() => parsed(change)).toThrow('describes its predictor in an invalid form');
});

test('no entry at all is refused, too', () => {
  for (const json of [null, 3, [], 'x']) expect(() => parsePredictor(json, rgb)).toThrow('invalid form');
});

test('images change their range, and their channels come last where the network has them so', () => {
  expect(fits([18], rgb) && fits([1, 3, 2, 3], rgb) && fits([2, 3, 3], rgb)).toBe(true);
  expect(fits([2, 3], rgb)).toBe(false);
  const samples = Float32Array.from({ length: 18 }, (_, i) => i / 17);
  const signed = inputsFor(parsed(), samples, 1, rgb);
  samples.forEach((value, i) => expect(signed[i]).toBeCloseTo(2 * value - 1, 5));
  const last = inputsFor(parsed({ shape: [2, 3, 3], low: [0, 0, 0], high: [1, 1, 2] }), samples, 1, rgb);
  // pixel 4 of the channels 0, 1 and 2
  expect([...last.subarray(12, 15)].map((value) => value * 17)).toEqual(
    [4, 10, 32].map((value) => expect.closeTo(value, 3) as number),
  );
});

test('logits become the softmax, whatever their size', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ min: -500, max: 500, noNaN: true }), { minLength: 2, maxLength: 5 }), (logits) => {
      const spec = { ...parsed(), names: logits.map(String) };
      const scores = scoresOf(spec, Float32Array.from(logits), 1);
      const powers = logits.map((one) => Math.exp(one - Math.max(...logits)));
      const sum = powers.reduce((a, b) => a + b);
      scores.forEach((score, i) => expect(score).toBeCloseTo(powers[i]! / sum, 5));
    }),
  );
});

test('one score tells two classes apart', () => {
  const binary = { ...parsed(), binary: true };
  expect([...scoresOf(binary, Float32Array.of(0, 2), 2)]).toEqual(
    [0.5, 0.5, 1 / (1 + Math.exp(2)), 1 / (1 + Math.exp(-2))].map((one) => expect.closeTo(one, 5) as number),
  );
  const probable = { ...binary, returns: 'probabilities' as const };
  expect([...scoresOf(probable, Float32Array.of(0.25, 1.5), 2)]).toEqual([0.75, 0.25, 0, 1]);
});
