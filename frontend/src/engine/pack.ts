import { Plan } from './plan';
import type { Runtime } from './runtime';
import { constant, elements, expand, scalar, slice, split, transpose, values, type Store, type Tensor } from './tensor';

/** Weights as the contraction kernels read them. */
export interface Packed {
  weights: Tensor;
  bias: Tensor;
  narrow: boolean;
}

/** Up to this many channels lanes run along the input rather than along the channels. */
const NARROW = 4;
/** Channels that the wide kernel computes at once. */
export const PANEL = 8;

/**
 * Matrices of (groups, ...inputs, channels), in runs of `length` inputs, with a factor, a shift and a bias for each
 * channel of each group: the weights are alpha * matrix * scale, the biases beta * bias * scale + shift. The kernels pack
 * them, all groups at once, but only when a plan that holds them is put into memory, since some plans are made only to
 * be looked at.
 */
export function pack(
  runtime: Runtime, length: number, matrices: Tensor, scale: Float32Array, shift: Float32Array, bias?: Tensor, alpha = 1, beta = 1,
): Packed[] {
  const [groups, ...inputs] = matrices.shape as [number, ...number[]];
  const channels = inputs.pop()!;
  const last = inputs.length + 1;
  const narrow = channels <= NARROW && length % 4 === 0;
  const panel = narrow ? 1 : PANEL;
  const panels = Math.ceil(channels / panel);
  const sizes = [panels * elements(inputs) * panel, panels * panel];
  let made: Float32Array[] | undefined;
  const make = (): Float32Array[] => {
    const plan = new Plan();
    const perChannel = (x: Tensor): Tensor => plan.reshape(x, [groups, ...inputs.map(() => 1), channels]);
    const factors = perChannel(constant([scale.length], scale));
    const weights = plan.allocate([groups, panels, ...inputs, panel]);
    const biases = plan.allocate([groups, ...inputs.map(() => 1), panels * panel]);
    if (channels % panel) for (const padded of [weights, biases]) plan.into(padded, 'copy', scalar(0));
    const own = bias ? plan.map('mul', perChannel(bias), factors) : scalar(0);
    plan.into(slice(biases, last, 0, channels), 'mix', own, perChannel(constant([shift.length], shift)), beta, 1);
    const scaled = alpha === 1 ? factors : plan.map('scale', factors, factors, alpha);
    const whole = Math.floor(channels / panel);
    // the panels that are full, then the one that is not
    for (const [first, count, width] of [[0, whole, panel], [whole, 1, channels % panel]] as const) {
      if (!count || !width) continue;
      const columns = (x: Tensor): Tensor =>
        transpose(split(slice(x, last, first * panel, count * width), last, count, width), [0, last, ...inputs.map((_, axis) => axis + 1), last + 1]);
      plan.into(slice(slice(weights, 1, first, count), last + 1, 0, width), 'mul', columns(matrices), columns(expand(scaled, matrices.shape)));
    }
    return runtime.evaluate(plan, [weights, biases]).map(values);
  };
  const lazy = (group: number, part: number): Tensor => {
    const size = sizes[part]!;
    let own: Float32Array | undefined;
    const store: Store = {
      size, address: 0, first: 0, last: 0,
      get data() { return (own ??= (made ??= make())[part]!.subarray(group * size, (group + 1) * size)); },
    };
    return { shape: [size], strides: [1], offset: 0, store, integer: false };
  };
  return Array.from({ length: groups }, (_, group) => ({ weights: lazy(group, 0), bias: lazy(group, 1), narrow }));
}
