import type { Vector } from '../math/vector';
import { Silu } from './layers/activation';
import { Convolution } from './layers/convolution';
import { Dense } from './layers/dense';
import { sizeOf, type Layer, type Shape } from './layers/layer';
import type { Window } from './layers/patches';
import type { Parameters } from './parameters';

/** Channels after each halving, and the most values to which curves are halved: vae/curves.py has the same. */
const WIDTHS = [16, 32, 48, 64] as const;
const COARSEST = 16;

/** Adds the parameters of a network of curves (1, t, lines) of any length: strided convolutions along the axis. */
export function curveLayers(
  item: Shape,
  latentDim: number,
  parameters: Parameters,
): { encoder: Layer[]; heads: Dense; decoder: Layer[] } {
  const lengths = lengthsOf(item[1]);
  const widths = widthsOf(item);
  const levels = widths.length - 1;
  const encoder: Layer[] = [];
  let shape = item;
  for (let level = 0; level < levels; level++) {
    const name = `encoder.conv_stack.${2 * level}`;
    const layer = new Convolution(parameters, name, shape, widths[level + 1]!, windowOf(lengths, level));
    shape = layer.shape;
    encoder.push(layer, new Silu(`encoder.conv_stack.${2 * level + 1}`, shape));
  }
  const heads = new Dense(parameters, ['encoder.fc_mu', 'encoder.fc_logvar'], shape, [1, 1, 2 * latentDim]);
  const decoder: Layer[] = [new Dense(parameters, ['decoder.linear'], [1, 1, latentDim], shape)];
  for (let level = levels - 1; level >= 0; level--) {
    const place = 2 * (levels - 1 - level);
    const name = `decoder.deconv_stack.${place}`;
    const layer = new Convolution(parameters, name, shape, widths[level]!, windowOf(lengths, level), true);
    shape = layer.shape;
    decoder.push(layer);
    if (level) decoder.push(new Silu(`decoder.deconv_stack.${place + 1}`, shape));
  }
  return { encoder, heads, decoder };
}

/** Multiply-adds of a training step for each curve. */
export function curveWork(item: Shape, latentDim: number): number {
  const lengths = lengthsOf(item[1]);
  const widths = widthsOf(item);
  let work = lengths.at(-1)! * widths.at(-1)! * 3 * latentDim;
  for (let level = 1; level < widths.length; level++) {
    const { kernel } = windowOf(lengths, level - 1);
    work += 2 * (lengths[level] ?? lengths[0]!) * kernel[1] * widths[level - 1]! * widths[level]!;
  }
  return 3 * work;
}

/** The length at first, and after each halving. */
function lengthsOf(length: number): number[] {
  const lengths = [length];
  while (lengths.at(-1)! > COARSEST) lengths.push(Math.floor(lengths.at(-1)! / 2));
  return lengths;
}

/** Channels at first, and after each halving; of short curves, after one layer that keeps their length. */
function widthsOf(item: Shape): number[] {
  const levels = Math.max(1, lengthsOf(item[1]).length - 1);
  return [item[2], ...Array.from({ length: levels }, (_, level) => WIDTHS[Math.min(level, WIDTHS.length - 1)]!)];
}

function windowOf(lengths: readonly number[], level: number): Window {
  if (lengths.length === 1) return { kernel: [1, 3], stride: [1, 1], padding: [0, 1] };
  return { kernel: [1, 4], stride: [1, 2], padding: [0, 1], extra: [0, lengths[level]! % 2] };
}

/** Curves (n, 1, t, lines) as (n, lines, t), as files have them. */
export function byLine(values: Vector, item: Shape): Vector {
  const [size, lines] = [sizeOf(item), item[2]];
  const length = size / lines;
  return values.map((_, i) => {
    const at = i % size;
    return values[i - at + (at % length) * lines + Math.floor(at / length)]!;
  });
}
