import { ADD, COPY, PRELU } from '../kernels/ops';
import type { Operator, Site } from '../site';
import { reshape, scalar, slice, transpose, type Tensor } from '../tensor';
import { perChannel } from './batch';
import { accumulate } from './combine';
import { convolve } from './convolution';
import { axisOver, reachOf, slideOf, type Slide } from './geometry';
import { part } from './part';
import { winograd } from './winograd';

/** How the kernel slides along the spatial axes of `x`, with automatic padding resolved. */
export function slidesOver(site: Site, x: Tensor, kernel: number[], transposed = false): Slide[] {
  const auto = site.text('auto_pad', 'NOTSET');
  const wanted = site.list('output_shape');
  return kernel.map((size, at) => {
    const slide = slideOf(site, size, at);
    const input = x.shape[at + 2]!;
    const { stride, extra } = slide;
    if (auto === 'NOTSET' && !wanted) return slide;
    let total = 0;
    if (transposed && (wanted || auto !== 'VALID'))
      total = stride * (input - 1) + extra + reachOf(slide) - (wanted?.[at] ?? input * stride);
    else if (auto !== 'VALID') total = Math.max(0, (Math.ceil(input / stride) - 1) * stride + reachOf(slide) - input);
    const half = Math.max(0, total) / 2;
    const before = auto === 'SAME_UPPER' ? Math.floor(half) : Math.ceil(half);
    return { ...slide, before, after: total - before };
  });
}

/** A convolution over one axis, two or three; over two by a method that may be faster, where that applies. */
const convolutionBy =
  (method: typeof winograd = () => undefined): Operator =>
  (site, x, w, bias) => {
    const axes = x.shape.length - 2;
    if (axes < 1 || axes > 3) site.lacks(`over ${axes} axes`);
    const slides = slidesOver(site, x, w.shape.slice(2), site.node.op === 'ConvTranspose');
    if (axes === 2) return method(site, x, w, bias, slides) ?? convolve(site, x, w, bias, slides);
    if (axes === 3) return volumes(site, x, w, bias, slides);
    // a row of height 1
    const row = (tensor: Tensor): Tensor => reshape(tensor, tensor.shape.toSpliced(2, 0, 1))!;
    const out = convolve(site, row(x), row(w), bias, [
      { kernel: 1, stride: 1, dilation: 1, before: 0, after: 0, extra: 0 },
      ...slides,
    ]);
    return reshape(out, out.shape.toSpliced(2, 1))!;
  };

export const anyConvolution = convolutionBy(winograd);

/** The same by plain multiplication. */
export const directConvolution = convolutionBy();

/** A convolution over three axes: for each slice of the kernel one over images, whose results are added. */
function volumes(site: Site, x: Tensor, w: Tensor, bias: Tensor | undefined, slides: Slide[]): Tensor {
  const { plan, node } = site;
  const transposed = node.op === 'ConvTranspose';
  const [deep, ...flat] = slides as [Slide, ...Slide[]];
  const [n, , depth] = x.shape as [number, number, number];
  const { size, phases } = axisOver(depth, deep, transposed);
  const attributes = new Map([...node.attributes].filter(([name]) => name !== 'slope'));
  const images = (view: Tensor): Tensor =>
    plan.reshape(transpose(view, [0, 2, 1, 3, 4]), [
      view.shape[0]! * view.shape[2]!,
      ...view.shape.toSpliced(2, 1).slice(1),
    ]);
  const width = transposed ? w.shape[1]! * site.number('group', 1) : w.shape[0]!;
  const sides = flat.map((one, i) => axisOver(x.shape[i + 3]!, one, transposed).size);
  const out = plan.allocate([n, width, size, ...sides], [0, 2, 3, 4, 1]);
  plan.into(out, COPY, bias ? perChannel(plan, bias, 5) : scalar(0));
  for (const { start, step, count, stride, taps } of phases)
    for (const { offset, index } of taps) {
      // the outputs whose input lies within the volume
      const low = Math.max(0, Math.ceil(-offset / stride));
      const high = Math.min(count, Math.floor((depth - 1 - offset) / stride) + 1);
      if (high <= low) continue;
      const sources = slice(x, 2, low * stride + offset, high - low, stride);
      const own = part(site, `slice ${index}`, attributes);
      const kernel = slice(w, 2, index, 1);
      const flatKernel = { ...kernel, shape: kernel.shape.toSpliced(2, 1), strides: kernel.strides.toSpliced(2, 1) };
      const made = convolve(own, images(sources), flatKernel, undefined, flat);
      const stack = transpose(plan.reshape(made, [n, high - low, width, ...sides]), [0, 2, 1, 3, 4]);
      accumulate(plan, slice(out, 2, start + low * step, high - low, step), ADD, stack);
    }
  return plan.map(PRELU, out, scalar(site.number('slope', 1)));
}
