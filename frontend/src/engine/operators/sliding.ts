import type { Operator, Site } from '../site';
import { reshape, type Tensor } from '../tensor';
import { convolve } from './convolution';
import { reachOf, slideOf, type Slide } from './geometry';
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

/** A convolution over one axis or two. */
export const anyConvolution: Operator = (site, x, w, bias) => {
  const axes = x.shape.length - 2;
  if (axes < 1 || axes > 2) site.lacks(`over ${axes} axes`);
  const slides = slidesOver(site, x, w.shape.slice(2), site.node.op === 'ConvTranspose');
  if (axes === 2) return winograd(site, x, w, bias, slides) ?? convolve(site, x, w, bias, slides);
  // a row of height 1
  const row = (tensor: Tensor): Tensor => reshape(tensor, tensor.shape.toSpliced(2, 0, 1))!;
  const out = convolve(site, row(x), row(w), bias, [
    { kernel: 1, stride: 1, dilation: 1, before: 0, after: 0, extra: 0 },
    ...slides,
  ]);
  return reshape(out, out.shape.toSpliced(2, 1))!;
};
