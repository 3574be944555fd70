import type { Site } from '../site';

/**
 * The outputs start, start + step, ... along one axis, and the inputs that each sees: the i-th of them reads
 * input i * stride + offset for each tap. A convolution has one phase; a transposed one has as many as its
 * stride, and each is a plain convolution with some of the kernel's taps.
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

function entry(list: number[] | undefined, at: number, otherwise: number): number {
  return list?.[at] ?? otherwise;
}

/** A window that slides along the axis `at` of those in the node's lists; -1 is the height of a row, which none has. */
export function plainAxis(site: Site, input: number, kernel: number, at: number): Axis {
  const stride = entry(site.list('strides'), at, 1);
  const dilation = entry(site.list('dilations'), at, 1);
  const reach = (kernel - 1) * dilation + 1;
  const auto = site.text('auto_pad', 'NOTSET');
  const pads = site.list('pads');
  let before = auto === 'NOTSET' ? entry(pads, at, 0) : 0;
  let total = auto === 'NOTSET' && pads && at >= 0 ? before + entry(pads, at + pads.length / 2, 0) : before;
  if (auto.startsWith('SAME')) {
    total = Math.max(0, (Math.ceil(input / stride) - 1) * stride + reach - input);
    before = auto === 'SAME_UPPER' ? total >> 1 : (total + 1) >> 1;
  }
  const steps = (input + total - reach) / stride;
  let size = Math.floor(steps) + 1;
  // rounded up, a window may hang over the end, but must begin before it
  if (site.number('ceil_mode', 0)) size = Math.ceil(steps) + 1 - Number(Math.ceil(steps) * stride >= input + before);
  check(site, size, stride, dilation, kernel);
  const taps = Array.from({ length: kernel }, (_, index) => ({ offset: index * dilation - before, index }));
  return reachOf(input, size, [{ start: 0, step: 1, count: size, stride, taps }]);
}

export function transposedAxis(site: Site, input: number, kernel: number, at: number): Axis {
  const stride = entry(site.list('strides'), at, 1);
  const dilation = entry(site.list('dilations'), at, 1);
  const auto = site.text('auto_pad', 'NOTSET');
  const pads = site.list('pads');
  const whole = stride * (input - 1) + entry(site.list('output_padding'), at, 0) + (kernel - 1) * dilation + 1;
  let before = entry(pads, at, 0);
  let size = whole - before - (pads && at >= 0 ? entry(pads, at + pads.length / 2, 0) : 0);
  const wanted = site.list('output_shape')?.at(at < 0 ? 0 : at - 2);
  if (at >= 0 && (wanted || auto.startsWith('SAME'))) {
    size = wanted ?? input * stride;
    const total = Math.max(0, whole - size);
    before = auto === 'SAME_UPPER' ? total >> 1 : (total + 1) >> 1;
  }
  check(site, size, stride, dilation, kernel);
  const phases = Array.from({ length: stride }, (_, start) => {
    const taps = [];
    for (let index = kernel - 1; index >= 0; index--) {
      const offset = (start + before - index * dilation) / stride;
      if (Number.isInteger(offset)) taps.push({ offset, index });
    }
    return { start, step: stride, count: Math.ceil((size - start) / stride), stride: 1, taps };
  });
  return reachOf(input, size, phases);
}

function reachOf(input: number, size: number, phases: Phase[]): Axis {
  let before = 0;
  let after = 0;
  for (const { count, stride, taps } of phases) {
    for (const { offset } of count > 0 ? taps : []) {
      before = Math.max(before, -offset);
      after = Math.max(after, offset + (count - 1) * stride - input + 1);
    }
  }
  return { size, before, after, phases };
}

function check(site: Site, size: number, stride: number, dilation: number, kernel: number): void {
  if (!(size > 0 && size < 2 ** 20 && stride > 0 && stride < 2 ** 10 && dilation > 0 && kernel > 0)) {
    site.fail(`a kernel of ${kernel} with stride ${stride} and dilation ${dilation} leaves no output.`);
  }
}
