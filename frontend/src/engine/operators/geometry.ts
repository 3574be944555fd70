import { invalid } from '../errors';
import type { Site } from '../site';

/** How a kernel slides along an axis; `extra` is the output padding of a transposed convolution. */
export interface Slide {
  kernel: number;
  stride: number;
  dilation: number;
  before: number;
  after: number;
  extra: number;
}

/**
 * The outputs start, start + step, ... along one axis, and the inputs of each: the i-th output reads input i * stride +
 * offset for each tap. A convolution has one phase. A transposed one has as many as its stride; each is an ordinary
 * convolution with some of the kernel's taps.
 */
export interface Phase {
  start: number;
  step: number;
  count: number;
  stride: number;
  taps: { offset: number; index: number }[];
}

/** `before` and `after`: how many inputs the taps reach past either end. */
export interface Axis {
  size: number;
  before: number;
  after: number;
  phases: Phase[];
}

/** Axis `at` of the node's lists. */
export function slideOf(site: Site, kernel: number, at: number): Slide {
  const entry = (name: string, otherwise: number): number => site.list(name)?.[at] ?? otherwise;
  const pads = site.list('pads') ?? [];
  return {
    kernel,
    stride: entry('strides', 1),
    dilation: entry('dilations', 1),
    extra: entry('output_padding', 0),
    before: pads[at] ?? 0,
    after: pads[at + pads.length / 2] ?? 0,
  };
}

/** The extent of a kernel. */
export function reachOf({ kernel, dilation }: Slide): number {
  return (kernel - 1) * dilation + 1;
}

export function axisOver(input: number, slide: Slide, transposed = false): Axis {
  const { kernel, stride, dilation, before, after, extra } = slide;
  const reach = reachOf(slide);
  const size = transposed
    ? stride * (input - 1) + extra + reach - before - after
    : Math.floor((input + before + after - reach) / stride) + 1;
  if (!(size > 0 && size < 2 ** 20 && stride > 0 && stride < 2 ** 10 && dilation > 0 && kernel > 0)) {
    invalid(`A kernel of ${kernel} with stride ${stride} and dilation ${dilation} leaves no output.`);
  }
  const [step, pace] = transposed ? [stride, 1] : [1, stride];
  const axis: Axis = { size, before: 0, after: 0, phases: [] };
  for (let start = 0; start < step; start++) {
    const count = Math.ceil((size - start) / step);
    const taps = [];
    for (let tap = 0; tap < kernel; tap++) {
      const index = transposed ? kernel - 1 - tap : tap;
      const offset = transposed ? (start + before - index * dilation) / stride : index * dilation - before;
      if (!Number.isInteger(offset)) continue;
      taps.push({ offset, index });
      if (count <= 0) continue;
      axis.before = Math.max(axis.before, -offset);
      axis.after = Math.max(axis.after, offset + (count - 1) * pace - input + 1);
    }
    axis.phases.push({ start, step, count, stride: pace, taps });
  }
  return axis;
}
