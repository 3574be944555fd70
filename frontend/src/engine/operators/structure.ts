import { COPY } from '../kernels/ops';
import type { Operator, Site } from '../site';
import { axisOf, broadcast, elements, expand, scalar, slice, split, transpose, type Tensor } from '../tensor';
import { pad, type Fill } from './padding';

/** Tensors one after the other along an axis. */
export function joined(site: Site, parts: Tensor[], along: number): Tensor {
  const first = parts.find((part) => elements(part.shape)) ?? parts[0]!;
  const axis = axisOf(along, first.shape.length);
  const filled = parts.filter((part) => elements(part.shape));
  if (filled.length === 1) return filled[0]!;
  const out = site.plan.allocateLike(
    first,
    first.shape.with(
      axis,
      filled.reduce((sum, { shape }) => sum + shape[axis]!, 0),
    ),
  );
  let start = 0;
  for (const part of filled) {
    site.plan.into(slice(out, axis, start, part.shape[axis]!), COPY, part);
    start += part.shape[axis]!;
  }
  return out;
}

const splitTo: Operator = (site, x, list) => {
  const axis = axisOf(site.number('axis', 0), x.shape.length);
  const size = x.shape[axis]!;
  const count = site.number('num_outputs', site.node.outputs.length);
  if (!(count <= site.node.outputs.length))
    site.fail(`${count} parts are more than its ${site.node.outputs.length} outputs.`);
  const each = Math.ceil(size / count);
  const sizes = site.listOr('split', list) ?? Array.from({ length: count }, (_, i) => Math.min(each, size - i * each));
  if (sizes.reduce((sum, one) => sum + one, 0) !== size || sizes.some((one) => !(one >= 0)))
    site.fail(`[${sizes}] does not add up to ${size}.`);
  let start = 0;
  return sizes.map((one) => slice(x, axis, (start += one) - one, one));
};

const sliceTo: Operator = (site, x, starts, ends, axes, steps) => {
  const from = site.listOr('starts', starts) ?? [];
  const to = site.listOr('ends', ends) ?? [];
  const along = site.listOr('axes', axes) ?? from.map((_, i) => i);
  const by = steps ? site.numbers(steps) : [];
  return along.reduce((view, one, i) => {
    const axis = axisOf(one, view.shape.length);
    const size = view.shape[axis]!;
    const step = by[i] ?? 1;
    if (!step) site.fail('the step must not be 0.');
    const bound = (value: number): number => {
      const counted = value < 0 ? value + size : value;
      return step > 0 ? Math.min(Math.max(counted, 0), size) : Math.min(Math.max(counted, -1), size - 1);
    };
    const start = bound(from[i]!);
    return slice(view, axis, start, Math.max(0, Math.ceil((bound(to[i]!) - start) / step)), step);
  }, x);
};

const expandTo: Operator = (site, x, shape) => expand(x, broadcast(x.shape, site.numbers(shape)));

const tile: Operator = (site, x, repeats) => {
  const counts = site.numbers(repeats);
  // each axis as (repeat, size), with stride 0 for the repeats
  const whole = counts.reduce((view, count, axis) => {
    const outer = split(view, 2 * axis, 1, view.shape[2 * axis]!);
    return { ...outer, shape: outer.shape.with(2 * axis, count), strides: outer.strides.with(2 * axis, 0) };
  }, x);
  return site.plan.reshape(
    whole,
    x.shape.map((size, axis) => size * counts[axis]!),
  );
};

const padTo: Operator = (site, x, pads, value, axes) => {
  const rank = x.shape.length;
  const list = site.listOr('pads', pads) ?? [];
  const along = axes ? site.numbers(axes).map((axis) => axisOf(axis, rank)) : x.shape.map((_, axis) => axis);
  const before = x.shape.map(() => 0);
  const after = [...before];
  along.forEach((axis, i) => {
    before[axis] = list[i] ?? 0;
    after[axis] = list[i + along.length] ?? 0;
  });
  const mode = site.text('mode', 'constant');
  if (!['constant', 'reflect', 'edge', 'wrap'].includes(mode)) site.lacks(`in ${mode} mode`);
  const spare = mode === 'reflect' ? 1 : 0;
  if (['reflect', 'wrap'].includes(mode) && x.shape.some((size, i) => Math.max(before[i]!, after[i]!) > size - spare))
    site.lacks('beyond the size of its input');
  const constant = value ?? scalar(site.number('value', 0));
  const inside: Fill = (strip, axis, start, low, size, count) => {
    const nearest = start ? low + size - 1 : low;
    if (mode === 'edge') return slice(strip, axis, nearest, count, 0);
    if (mode === 'wrap') return slice(strip, axis, start ? low : low + size - count, count);
    return slice(strip, axis, start ? nearest - 1 : 2 * low, count, -1);
  };
  return pad(site.plan, x, before, after, mode === 'constant' ? () => constant : inside);
};

export const depthToSpace: Operator = (site, x) => {
  const block = site.number('blocksize', 1);
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const depth = c / block ** 2;
  const rows =
    site.text('mode', 'DCR') === 'DCR'
      ? transpose(site.plan.reshape(x, [n, block, block, depth, h, w]), [0, 3, 4, 1, 5, 2])
      : transpose(site.plan.reshape(x, [n, depth, block, block, h, w]), [0, 1, 4, 2, 5, 3]);
  return site.plan.reshape(rows, [n, depth, h * block, w * block]);
};

export const spaceToDepth: Operator = (site, x) => {
  const block = site.number('blocksize', 1);
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const cells = site.plan.reshape(x, [n, c, h / block, block, w / block, block]);
  const order = site.text('mode', 'DCR') === 'DCR' ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4];
  return site.plan.reshape(transpose(cells, order), [n, c * block ** 2, h / block, w / block]);
};

/** The middle of an axis that is too long, and zeros around one that is too short. */
const centre: Operator = (site, x, list) => {
  const wanted = site.numbers(list);
  const axes = site.list('axes')?.map((axis) => axisOf(axis, x.shape.length)) ?? [...x.shape.keys()];
  const before = x.shape.map(() => 0);
  const after = [...before];
  axes.forEach((axis, i) => {
    const missing = wanted[i]! - x.shape[axis]!;
    before[axis] = missing < 0 ? -Math.floor(-missing / 2) : Math.floor(missing / 2);
    after[axis] = missing - before[axis];
  });
  return pad(site.plan, x, before, after);
};

/** Operators that move elements and compute nothing. */
export const STRUCTURE: Record<string, Operator> = {
  Concat: (site, ...parts) => joined(site, parts, site.number('axis', 0)),
  Split: splitTo,
  Slice: sliceTo,
  Expand: expandTo,
  Tile: tile,
  Pad: padTo,
  CenterCropPad: centre,
};
