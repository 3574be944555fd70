import { areTexts, isFloat, isWhole, type Output } from '../outputs/output';
import type { Vector } from '../math/vector';

/** What a predictor returns: scores of classes, before or after they are normalised, or values. */
export const RETURNS = ['logits', 'probabilities', 'values'] as const;
export type Returns = (typeof RETURNS)[number];

/** The most classes or values. */
export const MOST_NAMES = 4096;

/** What a classifier or regressor of samples takes and returns: see docs/model-folder.md. */
export interface PredictorSpec {
  /** The classes, or what the values are. */
  names: readonly string[];
  returns: Returns;
  /** The shape of one item of its input. */
  shape: readonly number[];
  /** For images, the values that it takes for black and white: one, or one for each channel. */
  low: readonly number[];
  high: readonly number[];
  /** The output that is read, if the network has several. */
  output: string | null;
  /** Whether a single output tells two classes apart, the second of which it scores. */
  binary: boolean;
}

/** Parses the entry of a manifest. Throws a sentence if it is invalid, or does not fit the samples. */
export function parsePredictor(json: unknown, output: Output): PredictorSpec {
  const {
    names,
    returns,
    shape,
    low = [],
    high = [],
    output: name = null,
    binary = false,
  } = Object(json) as Record<string, unknown>;
  const fail = (what: string): never => {
    throw new Error(`latentwalk.json describes its predictor in an invalid form: ${what}.`);
  };
  if (!areTexts(names) || !names.length || names.length > MOST_NAMES) return fail('its names are no list of texts');
  if (!RETURNS.includes(returns as Returns)) return fail(`it returns none of ${RETURNS.join(', ')}`);
  if (!Array.isArray(shape) || !shape.length || !shape.every(isWhole)) return fail('its shape is no list of sizes');
  if (!fits(shape, output)) return fail(`it takes (${shape.join(', ')}), and samples are (${output.shape.join(', ')})`);
  if (![low, high].every((ends) => areEnds(ends, output))) return fail('black and white are no numbers');
  if (name !== null && typeof name !== 'string') return fail('its output has no name');
  if (typeof binary !== 'boolean' || (binary && names.length !== 2)) return fail('it is not of two classes');
  return {
    names,
    returns: returns as Returns,
    shape,
    low: low as number[],
    high: high as number[],
    output: name,
    binary,
  };
}

function areEnds(ends: unknown, { pixels, shape }: Output): ends is number[] {
  return (
    Array.isArray(ends) && ends.every(isFloat) && (pixels ? [1, channelsOf(shape)].includes(ends.length) : !ends.length)
  );
}

/** The shape of images as networks have it: channels, rows, columns. The page's own has the channels last. */
function networkShape({ pixels, shape }: Output): readonly number[] {
  if (!pixels) return shape;
  const [height, width, channels = 1] = shape;
  return [channels, height!, width!];
}

const channelsOf = (shape: readonly number[]): number => shape[2] ?? 1;

/** Whether an input of this shape takes images with their channels last. */
function hasChannelsLast(shape: readonly number[], output: Output): boolean {
  const own = networkShape(output);
  if (!output.pixels || shape.length !== 3 || `${shape}` === `${own}`) return false;
  const [channels, height, width] = own;
  return `${shape}` === `${[height, width, channels]}`;
}

/** Whether an input of this shape can take samples, perhaps rearranged. */
export function fits(shape: readonly number[], output: Output): boolean {
  const sides = (one: readonly number[]): string => `${one.filter((side) => side !== 1)}`;
  if (shape.length === 1 && shape[0] === output.size) return true;
  return sides(shape) === sides(networkShape(output)) || hasChannelsLast(shape, output);
}

/** Samples (n, size) in the model's values, in its own order, as the network takes them. */
export function inputsFor(spec: PredictorSpec, samples: Vector, n: number, output: Output): Vector {
  const { pixels, size } = output;
  if (!pixels) return samples;
  const isSame = spec.low.every((low) => low === pixels.low) && spec.high.every((high) => high === pixels.high);
  if (isSame && !hasChannelsLast(spec.shape, output)) return samples;
  const [channels, height, width] = networkShape(output) as [number, number, number];
  const area = height * width;
  const inputs = new Float32Array(samples.length);
  const isLast = hasChannelsLast(spec.shape, output);
  for (let c = 0; c < channels; c++) {
    const [low, high] = [spec.low, spec.high].map((ends) => ends[c] ?? ends[0]!) as [number, number];
    const scale = (high - low) / (pixels.high - pixels.low);
    for (let i = 0; i < n; i++) {
      const from = i * size + c * area;
      const to = isLast ? i * size + c : from;
      const step = isLast ? channels : 1;
      for (let p = 0; p < area; p++) inputs[to + p * step] = low + (samples[from + p]! - pixels.low) * scale;
    }
  }
  return inputs;
}

/** What a network returned, (n, k): probabilities of the names, or values. */
export function scoresOf({ names, returns, binary }: PredictorSpec, returned: Vector, n: number): Vector {
  if (returns === 'values') return returned;
  const k = names.length;
  const scores = new Float32Array(n * k);
  for (let i = 0; i < n; i++) {
    const one: number[] = binary
      ? [returns === 'logits' ? 0 : 1 - returned[i]!, returned[i]!]
      : [...returned.subarray(i * k, i * k + k)];
    if (returns === 'probabilities')
      scores.set(
        one.map((value) => Math.max(0, Math.min(1, value))),
        i * k,
      );
    else {
      const most = Math.max(...one);
      const powers = one.map((value) => Math.exp(value - most));
      const sum = powers.reduce((a, b) => a + b);
      scores.set(
        powers.map((power) => power / sum),
        i * k,
      );
    }
  }
  return scores;
}

/** The index of the largest of the k scores of an item. */
export function likeliest(scores: Vector, item: number, k: number): number {
  let best = 0;
  for (let c = 1; c < k; c++) if (scores[item * k + c]! > scores[item * k + best]!) best = c;
  return best;
}
