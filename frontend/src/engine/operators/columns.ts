import { ADD, COPY } from '../kernels/ops';
import type { Operator } from '../site';
import { elements, scalar, slice } from '../tensor';
import { accumulate } from './combine';
import { axisOver, slideOf } from './geometry';

/** Adds up columns of patches into the images that they cover. */
export const columnsToImage: Operator = (site, x, imageList, blockList) => {
  const { plan } = site;
  const [image, block] = [site.numbers(imageList), site.numbers(blockList)];
  const axes = block.map((kernel, i) => axisOver(image[i]!, slideOf(site, kernel, i)));
  const [n, c] = [x.shape[0]!, x.shape[1]! / elements(block)];
  const taps = plan.reshape(x, [n, c, ...block, ...axes.map(({ size }) => size)]);
  const whole = axes.map(({ before, after }, i) => before + image[i]! + after);
  const out = plan.into(plan.allocate([n, c, ...whole]), COPY, scalar(0));
  for (let tap = 0; tap < elements(block); tap++) {
    let [source, target, rest] = [taps, out, tap];
    for (let i = block.length; i--;) {
      const { before, size, phases } = axes[i]!;
      const { stride, taps: offsets } = phases[0]!;
      const at = rest % block[i]!;
      rest = Math.floor(rest / block[i]!);
      source = slice(source, i + 2, at, 1);
      target = slice(target, i + 2, offsets[at]!.offset + before, size, stride);
    }
    accumulate(plan, target, ADD, {
      ...source,
      shape: target.shape,
      strides: source.strides.toSpliced(2, block.length),
    });
  }
  return axes.reduce((view, { before }, i) => slice(view, i + 2, before, image[i]!), out);
};
