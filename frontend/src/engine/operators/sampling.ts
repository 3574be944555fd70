import { ABS, ADD, CLIP, COPY, FLOOR, LESS_EQUAL, MAC, MOD, MUL, ROUND, SCALE, SUB } from '../kernels/ops';
import type { Plan } from '../plan';
import type { Operator, Site } from '../site';
import { constant, elements, scalar, slice, transpose, type Tensor } from '../tensor';
import { compare } from './logic';
import { anyProduct } from './moving';
import { take } from './places';

/** Elements along an axis that a sample is made of: their indices, and their shares. */
interface Tap {
  index: Tensor;
  share?: Tensor;
}

/** Keys' cubic weights of the four nearest elements, for the fraction beyond the second one. */
function cubic(plan: Plan, t: Tensor): Tensor[] {
  const a = -0.75;
  // the polynomials' coefficients, from the constant on
  const weights = [
    [0, a, -2 * a, a],
    [1, 0, -(a + 3), a + 2],
    [0, -a, 2 * a + 3, -(a + 2)],
    [0, 0, a, -a],
  ];
  return weights.map(([c, b, d, e]) => {
    const inner = plan.map(SCALE, t, t, e, d);
    const outer = plan.map(MUL, inner, t);
    const shifted = plan.map(MUL, plan.map(SCALE, outer, outer, 1, b), t);
    return plan.map(SCALE, shifted, shifted, 1, c);
  });
}

/** Mirrors places beyond either bound. */
function reflect(plan: Plan, x: Tensor, low: number, high: number): Tensor {
  const range = high - low;
  if (range <= 0) return plan.map(SCALE, x, x, 0, low);
  const folded = plan.map(MOD, plan.map(SCALE, x, x, 1, -low), scalar(2 * range));
  const beyond = plan.map(ABS, plan.map(SCALE, folded, folded, 1, -range));
  return plan.map(SCALE, beyond, beyond, -1, range + low);
}

/** The taps along an axis of the given size, for coordinates from -1 to 1. */
function tapsOf(site: Site, grid: Tensor, size: number): Tap[] {
  const { plan } = site;
  const aligned = site.number('align_corners', 0);
  const padding = site.text('padding_mode', 'zeros');
  const mode = site.text('mode', 'linear');
  const [low, high] = aligned ? [0, size - 1] : [-0.5, size - 0.5];
  const half = aligned ? (size - 1) / 2 : size / 2;
  /** Moves places into the image. */
  const within = (x: Tensor): Tensor => {
    if (padding === 'border') return plan.map(CLIP, x, x, 0, size - 1);
    return padding === 'reflection' ? reflect(plan, x, low, high) : x;
  };
  const place = plan.map(SCALE, grid, grid, half, (size - 1) / 2);
  const tap = (index: Tensor, share?: Tensor): Tap => {
    if (padding !== 'zeros') return { index: within(index), ...(share && { share }) };
    const inside = plan.map(
      MUL,
      compare(plan, LESS_EQUAL, scalar(0), index),
      compare(plan, LESS_EQUAL, index, scalar(size - 1)),
    );
    return { index: plan.map(CLIP, index, index, 0, size - 1), share: share ? plan.map(MUL, inside, share) : inside };
  };
  if (mode === 'nearest') return [tap(plan.map(ROUND, within(place)))];
  const isCubic = mode === 'cubic' || mode === 'bicubic';
  // cubic samples move each tap into the image, not their centre
  const inner = isCubic ? place : within(place);
  const floor = plan.map(FLOOR, inner);
  const t = plan.map(SUB, inner, floor);
  const moved = (by: number): Tensor => plan.map(SCALE, floor, floor, 1, by);
  if (isCubic) return cubic(plan, t).map((share, i) => tap(moved(i - 1), share));
  if (mode !== 'linear' && mode !== 'bilinear') site.lacks(`in ${mode} mode`);
  return [tap(floor, plan.map(SCALE, t, t, -1, 1)), tap(moved(1), t)];
}

/** Samples images at computed places. */
export const gridSample: Operator = (site, x, grid) => {
  const { plan } = site;
  const [n, c, ...sizes] = x.shape as [number, number, ...number[]];
  const target = grid.shape.slice(1, -1);
  const rank = sizes.length;
  const pixels = elements(target);
  const flat = plan.reshape(x, [n, c, elements(sizes)]);
  const axes = sizes.map((size, axis) => {
    const along = plan.reshape(slice(grid, rank + 1, rank - 1 - axis, 1), [n, 1, pixels]);
    return tapsOf(site, along, size);
  });
  // all combinations of one tap for each axis, as one tap
  const taps = axes.reduce(
    (list, along, axis) =>
      list.flatMap((one) =>
        along.map((next) => ({
          index: plan.map(ADD, plan.map(SCALE, one.index, one.index, sizes[axis]), next.index),
          share: one.share && next.share ? plan.map(MUL, one.share, next.share) : (one.share ?? next.share),
        })),
      ) as Tap[],
  );
  const places = { count: elements(sizes), stride: flat.strides[2]! };
  const view = { ...flat, shape: [n, c, pixels], strides: flat.strides.with(2, 0) };
  // the channels of a pixel share an index
  const layout = [0, 2, 1];
  const parts = taps.map(({ index, share }) => {
    const part = take(site, plan.allocate([n, c, pixels], layout, x.type), view, index, places);
    return { part, share };
  });
  const [{ part: only, share }] = parts as [(typeof parts)[0]];
  if (parts.length === 1 && !share) return plan.reshape(only, [n, c, ...target]);
  const out = plan.into(plan.allocate([n, c, pixels], layout), COPY, scalar(0));
  for (const { part, share: weight } of parts) plan.into(out, MAC, part, weight);
  return plan.reshape(out, [n, c, ...target]);
};

/** The places that an affine map of the output's coordinates gives. */
export const affineGrid: Operator = (site, theta, list) => {
  const [n, , ...sizes] = site.numbers(list) as [number, number, ...number[]];
  const aligned = site.number('align_corners', 0);
  const rank = sizes.length;
  const points = elements(sizes);
  const base = site.once('base', () => {
    const data = new Float32Array(points * (rank + 1)).fill(1);
    for (let point = 0; point < points; point++) {
      let rest = point;
      for (let axis = rank; axis--;) {
        const size = sizes[axis]!;
        const at = rest % size;
        rest = Math.floor(rest / size);
        data[point * (rank + 1) + rank - 1 - axis] = aligned
          ? size > 1
            ? (2 * at) / (size - 1) - 1
            : 0
          : (2 * at + 1) / size - 1;
      }
    }
    return constant([points, rank + 1], data);
  });
  const grid = anyProduct(site, base, transpose(theta, [0, 2, 1]));
  return site.plan.reshape(grid, [n, ...sizes, rank]);
};
