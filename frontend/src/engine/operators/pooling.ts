import { ABS, ADD, COPY, MAX, MUL, POW, SCALE } from '../kernels/ops';
import type { Operator, Site } from '../site';
import { constant, elements, scalar, slice, type Tensor } from '../tensor';
import { accumulate, combine } from './combine';
import { axisOver, reachOf, type Axis, type Slide } from './geometry';
import { pad } from './padding';
import { slidesOver } from './sliding';

/** A window that extends beyond the end counts if it starts before the end. */
function roundedUp(input: number, slide: Slide): Slide {
  const { stride, before, after } = slide;
  const steps = Math.ceil((input + before + after - reachOf(slide)) / stride);
  const last = steps * stride >= input + before ? steps - 1 : steps;
  return { ...slide, after: last * stride + reachOf(slide) - input - before };
}

/**
 * Pools over the spatial axes tap by tap: each tap is one strided view of the padded input, and all taps are combined.
 */
function slide(site: Site, x: Tensor, op: number, outside: number): { out: Tensor; axes: Axis[]; slides: Slide[] } {
  const { plan } = site;
  const kernel = site.list('kernel_shape') ?? [];
  if (kernel.length !== x.shape.length - 2)
    site.fail(`a kernel [${kernel}] does not fit an input of shape [${x.shape}].`);
  const slides = slidesOver(site, x, kernel);
  const axes = slides.map((slide, i) =>
    axisOver(x.shape[i + 2]!, site.number('ceil_mode', 0) ? roundedUp(x.shape[i + 2]!, slide) : slide),
  );
  const before = [0, 0, ...axes.map((axis) => axis.before)];
  const after = [0, 0, ...axes.map((axis) => axis.after)];
  const padded = [...before, ...after].some(Boolean) ? pad(plan, x, before, after, () => scalar(outside)) : x;
  let views = [padded];
  axes.forEach(({ size, before: margin, phases: [phase] }, i) => {
    const { stride, taps } = phase!;
    views = views.flatMap((view) => taps.map(({ offset }) => slice(view, i + 2, offset + margin, size, stride)));
  });
  const [first, ...others] = views;
  const out = plan.into(plan.allocateLike(first!), COPY, first!);
  for (const view of others) accumulate(plan, out, op, view);
  return { out, axes, slides };
}

const maxPool: Operator = (site, x) => slide(site, x, MAX, -Infinity).out;

export const averagePool: Operator = (site, x) => {
  const { out, axes, slides } = slide(site, x, ADD, 0);
  // The number of elements in each window, axis by axis. Padding counts only if the node says so; what a rounded-up
  // window covers beyond the padding never counts.
  const padded = site.number('count_include_pad', 0);
  return axes.reduce((result, { size, phases: [phase] }, i) => {
    const low = padded ? -slides[i]!.before : 0;
    const high = x.shape[i + 2]! + (padded ? slides[i]!.after : 0);
    const shares = Float32Array.from(
      { length: size },
      (_, at) =>
        1 /
        phase!.taps.filter(({ offset }) => at * phase!.stride + offset >= low && at * phase!.stride + offset < high)
          .length,
    );
    return site.plan.map(MUL, result, constant([size, ...axes.slice(i + 1).map(() => 1)], shares));
  }, out);
};

/** The root of the sum of the powers of the sizes of all elements of a window. */
const lpPool: Operator = (site, x) => {
  const { plan } = site;
  const p = site.number('p', 2);
  const { out } = slide(site, plan.map(POW, plan.map(ABS, x), scalar(p)), ADD, 0);
  return plan.map(POW, out, scalar(1 / p));
};

const spatial = (x: Tensor): number[] => x.shape.map((_, axis) => axis).slice(2);

const globalMaxPool: Operator = ({ plan }, x) => combine(plan, MAX, x, spatial(x));

export const globalAveragePool: Operator = ({ plan }, x) => {
  const sum = combine(plan, ADD, x, spatial(x));
  return plan.map(SCALE, sum, sum, 1 / elements(x.shape.slice(2)));
};

/** Those that are not affine. */
export const POOLING: Record<string, Operator> = {
  GlobalMaxPool: globalMaxPool,
  LpPool: lpPool,
  MaxPool: maxPool,
};
