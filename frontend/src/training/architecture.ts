import { curveLayers, curveWork } from './curves';
import { splitOf, valuesOf, type Items } from './items';
import { Relu, Silu } from './layers/activation';
import { Composed } from './layers/composed';
import { Convolution } from './layers/convolution';
import { Dense } from './layers/dense';
import { isCurve, sizeOf, type Layer, type Shape } from './layers/layer';
import type { Window } from './layers/patches';
import type { Parameters } from './parameters';
import { scalingOf, type Scaling } from './scaling';
import type { Settings } from './settings';

/** `plain`: strided convolutions in and out, as of `latentwalk train`. `dense`: one hidden layer each way. */
export type Kind = 'plain' | 'dense';

/** The sizes of a network. */
export interface Architecture {
  kind: Kind;
  /** The rows, columns and channels of a picture, its sides multiples of four; of a curve (1, length, lines). */
  item: Shape;
  /** d, the number of latent dimensions. */
  latentDim: number;
  /** The scale of curves; pictures have none. */
  scaling?: Scaling | undefined;
}

/** The network for some items. The scale of curves is that of the ones to train on. */
export function architectureOf(items: Items, { kind, latentDim, likelihood }: Settings): Architecture {
  const { shape: item, labels } = items;
  if (!isCurve(item)) return { kind, item, latentDim };
  const values = valuesOf(items, splitOf(labels.length).train);
  return { kind, item, latentDim, scaling: scalingOf(values, item, likelihood === 'bernoulli') };
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
/** It halves each side. */
const WINDOW: Window = { kernel: [4, 4], stride: [2, 2], padding: [1, 1] };
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
  if (isCurve(item)) return curveLayers(item, latentDim, parameters);
  const convolution = (name: string, from: Shape, channels: number, transposed = false): Convolution =>
    new Convolution(parameters, name, from, channels, WINDOW, transposed);
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

/** Multiply-adds of a training step for each item, of which the time is nearly a multiple. */
export function workOf({ kind, item, latentDim }: Architecture): number {
  const size = sizeOf(item);
  if (kind === 'dense') return 3 * HIDDEN * (2 * size + 3 * latentDim);
  if (isCurve(item)) return curveWork(item, latentDim);
  const [taps, part] = [16, 4];
  const places = (item[0] * item[1]) / part;
  const outer = places * WIDTHS[0] * taps * item[2];
  const inner = (places / part) * WIDTHS[1] * taps * WIDTHS[0];
  const heads = (places / part) * WIDTHS[1] * 2 * latentDim;
  const up = latentDim <= FEW ? places * WIDTHS[0] * latentDim : inner;
  return 3 * (outer + inner + heads + up + outer);
}
