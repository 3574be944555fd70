import { Relu, Silu } from './layers/activation';
import { Composed } from './layers/composed';
import { Convolution } from './layers/convolution';
import { Dense } from './layers/dense';
import { sizeOf, type Layer, type Shape } from './layers/layer';
import type { Window } from './layers/patches';
import type { Parameters } from './parameters';

/** `plain`: two strided convolutions in, two out, as of `latentwalk train`. `dense`: one hidden layer each way. */
export type Kind = 'plain' | 'dense';

/** The sizes of a network. */
export interface Architecture {
  kind: Kind;
  /** The rows, columns and channels of an item, each side a multiple of four. An item of one row is a curve. */
  item: Shape;
  /** d, the number of latent dimensions. */
  latentDim: number;
}

/** The layers of a network, in order. */
export interface Layers {
  encoder: Layer[];
  /** Mean and log-variance, d numbers each. */
  heads: Dense;
  decoder: Layer[];
}

/** Channels after the first and the second convolution. */
const WIDTHS = [16, 32] as const;
/** Units of a hidden dense layer. */
const HIDDEN = 256;
/** Latent dimensions up to which composing the decoder's first two layers pays. */
const FEW = 32;

/** Adds the parameters of a network, and returns its layers. */
export function layersOf({ kind, item, latentDim }: Architecture, parameters: Parameters): Layers {
  const point: Shape = [1, 1, latentDim];
  const both: Shape = [1, 1, 2 * latentDim];
  const heads = (from: Shape): Dense => new Dense(parameters, ['encoder.fc_mu', 'encoder.fc_logvar'], from, both);
  if (kind === 'dense') {
    const hidden: Shape = [1, 1, HIDDEN];
    return {
      encoder: [new Dense(parameters, ['encoder.layers.0'], item, hidden), new Silu('encoder.layers.1', hidden)],
      heads: heads(hidden),
      decoder: [
        new Dense(parameters, ['decoder.linear'], point, hidden),
        new Silu('decoder.silu', hidden),
        new Dense(parameters, ['decoder.output'], hidden, item),
      ],
    };
  }
  const window = windowOf(item);
  const convolution = (name: string, from: Shape, channels: number, transposed = false): Convolution =>
    new Convolution(parameters, name, from, channels, window, transposed);
  const first = convolution('encoder.conv_stack.0', item, WIDTHS[0]);
  const second = convolution('encoder.conv_stack.2', first.shape, WIDTHS[1]);
  const grid = second.shape;
  const down = [
    first,
    new Relu('encoder.conv_stack.1', first.shape),
    second,
    new Relu('encoder.conv_stack.3', second.shape),
  ];
  const read = heads(grid);
  const linear = new Dense(parameters, ['decoder.linear'], point, grid);
  const third = convolution('decoder.deconv_stack.0', grid, WIDTHS[0], true);
  const fourth = convolution('decoder.deconv_stack.2', third.shape, item[2], true);
  return {
    encoder: down,
    heads: read,
    decoder: [
      ...(latentDim <= FEW ? [new Composed([linear, third], point)] : [linear, third]),
      new Relu('decoder.deconv_stack.1', third.shape),
      fourth,
    ],
  };
}

/** Kernels of four with stride two halve each side; a curve has one side. */
function windowOf([rows]: Shape): Window {
  return rows === 1
    ? { kernel: [1, 4], stride: [1, 2], padding: [0, 1] }
    : { kernel: [4, 4], stride: [2, 2], padding: [1, 1] };
}

/** Multiply-adds of a training step for each item, of which the time is nearly a multiple. */
export function workOf({ kind, item, latentDim }: Architecture): number {
  const size = sizeOf(item);
  if (kind === 'dense') return 3 * HIDDEN * (2 * size + 3 * latentDim);
  const [taps, part] = item[0] === 1 ? [4, 2] : [16, 4];
  const places = (item[0] * item[1]) / part;
  const outer = places * WIDTHS[0] * taps * item[2];
  const inner = (places / part) * WIDTHS[1] * taps * WIDTHS[0];
  const heads = (places / part) * WIDTHS[1] * 2 * latentDim;
  const up = latentDim <= FEW ? places * WIDTHS[0] * latentDim : inner;
  return 3 * (outer + inner + heads + up + outer);
}
