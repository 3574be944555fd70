import { constant, type Tensor, values } from './tensor';

/** Weights in the layout of the contraction kernels. */
export interface Packed {
  weights: Tensor;
  bias: Tensor;
  narrow: boolean;
}

/** With at most this many channels, lanes run along the input instead of the channels. */
const FEW = 4;
/** Channels that the wide kernel computes together. */
export const PANEL = 8;

/** Whether the narrow kernel multiplies runs of some length with weights for some channels. */
export function isNarrow(channels: number, length: number): boolean {
  return channels <= FEW && length % 4 === 0;
}

/**
 * Packs the constant weights at `rows`, whose channels are `stride` apart, and the bias from element `first` on. Rows
 * come in runs of `length`.
 */
export function pack(
  { store }: Tensor,
  rows: number[],
  channels: number,
  stride: number,
  length: number,
  bias?: Tensor,
  first = 0,
): Packed {
  const narrow = isNarrow(channels, length);
  const panel = narrow ? 1 : PANEL;
  const padded = Math.ceil(channels / panel) * panel;
  const weights = new Float32Array(padded * rows.length);
  // the narrow kernel initialises its four lanes with them
  const spread = narrow ? 4 : 1;
  const biases = new Float32Array(padded * spread);
  const own = bias && values(bias);
  for (let c = 0; c < channels; c++) {
    if (own) biases[c * spread] = own[first + c]!;
    const lane = c % panel;
    let at = (c - lane) * rows.length + lane;
    for (const row of rows) {
      weights[at] = store.data![row + c * stride]!;
      at += panel;
    }
  }
  return { weights: constant([weights.length], weights), bias: constant([biases.length], biases), narrow };
}

/** The constants of a list, followed by zeros; zeros alone without one. */
export function padded(list: Tensor | undefined, size: number): Tensor {
  const data = new Float32Array(size);
  if (list) data.set(values(list));
  return constant([size], data);
}
