import { COPY, EQUAL, PUT, PUT_ADD, PUT_MAX, PUT_MIN, PUT_MUL } from '../kernels/ops';
import type { Operator, Site } from '../site';
import { axisOf, elements, expand, slice, type Tensor } from '../tensor';
import { choose, compare } from './logic';
import { counting, flatIndex, fromStart, put, take } from './places';
import { joined } from './structure';

/** With more indices than this, one step that follows them is better than a copy for each. */
const FEW = 64;

function checked(site: Site, indices: Tensor, size: number): void {
  if (!indices.store.data) return;
  for (const index of site.numbers(indices))
    if (!(index >= -size && index < size)) site.fail(`index ${index} is outside an axis of size ${size}.`);
}

export const gather: Operator = (site, x, indices) => {
  const axis = axisOf(site.number('axis', 0), x.shape.length);
  const size = x.shape[axis]!;
  const shape = x.shape.toSpliced(axis, 1, ...indices.shape);
  checked(site, indices, size);
  if (indices.store.data && elements(indices.shape) <= FEW) {
    const parts = site.numbers(indices).map((index) => slice(x, axis, index < 0 ? index + size : index, 1));
    return site.plan.reshape(parts.length ? joined(site, parts, axis) : slice(x, axis, 0, 0), shape);
  }
  const view = { ...x, shape, strides: x.strides.toSpliced(axis, 1, ...indices.shape.map(() => 0)) };
  const index = site.plan.reshape(indices, [...indices.shape, ...x.shape.slice(axis + 1).map(() => 1)]);
  return take(site, site.plan.allocate(shape, undefined, x.type), view, index, {
    count: size,
    stride: x.strides[axis]!,
  });
};

/** `x` in the shape of the indices: along `axis` all of them start at the first element. */
function columns(site: Site, x: Tensor, indices: Tensor, axis: number): Tensor {
  const fits = indices.shape.every((size, i) => i === axis || size <= x.shape[i]!);
  if (indices.shape.length !== x.shape.length || !fits)
    site.fail(`indices of shape [${indices.shape}] do not fit a tensor of shape [${x.shape}].`);
  return { ...x, shape: indices.shape, strides: x.strides.with(axis, 0) };
}

const gatherElements: Operator = (site, x, indices) => {
  const axis = axisOf(site.number('axis', 0), x.shape.length);
  checked(site, indices, x.shape[axis]!);
  const out = site.plan.allocate(indices.shape, undefined, x.type);
  return take(site, out, columns(site, x, indices, axis), indices, { count: x.shape[axis]!, stride: x.strides[axis]! });
};

/** What combines the updates with what is there. */
function reductionOf(site: Site): number {
  const ops: Record<string, number> = { none: PUT, add: PUT_ADD, mul: PUT_MUL, max: PUT_MAX, min: PUT_MIN };
  const reduction = site.text('reduction', 'none');
  return ops[reduction] ?? site.lacks(`with the reduction ${reduction}`);
}

const copied = ({ plan }: Site, x: Tensor): Tensor => plan.into(plan.allocate(x.shape, undefined, x.type), COPY, x);

const scatterElements: Operator = (site, x, indices, updates) => {
  const axis = axisOf(site.number('axis', 0), x.shape.length);
  checked(site, indices, x.shape[axis]!);
  const out = copied(site, x);
  const places = { count: out.shape[axis]!, stride: out.strides[axis]! };
  put(site, columns(site, out, indices, axis), expand(updates, indices.shape), indices, places, reductionOf(site));
  return out;
};

/** The axes of `x` as: those of a batch, those that an index selects from as one, and the rest. */
function selected(
  site: Site,
  x: Tensor,
  indices: Tensor,
  batch: number,
): { lead: number[]; rest: number[]; sizes: number[] } {
  const depth = indices.shape.at(-1)!;
  if (!(batch >= 0 && depth + batch <= x.shape.length && batch < indices.shape.length))
    site.fail(`indices of shape [${indices.shape}] do not fit a tensor of shape [${x.shape}].`);
  const sizes = x.shape.slice(batch, batch + depth);
  sizes.forEach((size, i) => checked(site, slice(indices, indices.shape.length - 1, i, 1), size));
  return { lead: indices.shape.slice(batch, -1), rest: x.shape.slice(batch + depth), sizes };
}

const gatherPoints: Operator = (site, x, indices) => {
  const { plan } = site;
  const batch = site.number('batch_dims', 0);
  const { lead, rest, sizes } = selected(site, x, indices, batch);
  const flat = plan.reshape(x, [...x.shape.slice(0, batch), elements(sizes), ...rest]);
  const shape = [...x.shape.slice(0, batch), ...lead, ...rest];
  const view = { ...flat, shape, strides: flat.strides.toSpliced(batch, 1, ...lead.map(() => 0)) };
  const index = flatIndex(plan, indices, sizes);
  return take(
    site,
    plan.allocate(shape, undefined, x.type),
    view,
    plan.reshape(index, [...index.shape, ...rest.map(() => 1)]),
    { count: elements(sizes), stride: flat.strides[batch]! },
  );
};

const scatterPoints: Operator = (site, x, indices, updates) => {
  const { plan } = site;
  const { lead, rest, sizes } = selected(site, x, indices, 0);
  const out = copied(site, x);
  const flat = plan.reshape(out, [elements(sizes), ...rest]);
  const view = { ...flat, shape: [...lead, ...rest], strides: [...lead.map(() => 0), ...flat.strides.slice(1)] };
  const index = flatIndex(plan, indices, sizes);
  const places = { count: elements(sizes), stride: flat.strides[0]! };
  put(site, view, updates, plan.reshape(index, [...index.shape, ...rest.map(() => 1)]), places, reductionOf(site));
  return out;
};

const oneHot: Operator = (site, indices, depth, values) => {
  const { plan } = site;
  const size = site.one(depth);
  const rank = indices.shape.length + 1;
  const axis = axisOf(site.number('axis', -1), rank);
  const places = fromStart(plan, plan.reshape(indices, indices.shape.toSpliced(axis, 0, 1)), size);
  const [off, on] = [0, 1].map((i) => plan.reshape(slice(values, 0, i, 1), [])) as [Tensor, Tensor];
  return choose(plan, compare(plan, EQUAL, counting(size, rank - axis), places), on, off);
};

/** Operators that move elements to or from computed places. */
export const GATHERING: Record<string, Operator> = {
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherPoints,
  OneHot: oneHot,
  Scatter: scatterElements,
  ScatterElements: scatterElements,
  ScatterND: scatterPoints,
};
