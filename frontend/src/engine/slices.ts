import { TAKE } from './kernels/ops';
import type { MapStep, Step } from './plan';
import { elements, slice, type Tensor } from './tensor';

/** Floats of a slice: those of several tensors fit the core's own cache. */
const SLICE = 2 ** 14;
/** The most slices of a tensor, and the most maps that run slice by slice. */
const [MOST, LONGEST] = [256, 32];

/**
 * The steps in an order in which results are read while they are in the cache: maps that follow each other over large
 * tensors of one shape run slice by slice, all of them on the first rows of an image, then on the next ones. The stores
 * have their addresses already, so a slice that would overwrite what another one has yet to read is found.
 */
export function inSlices(steps: Step[]): Step[] {
  const ordered: Step[] = [];
  let group: MapStep[] = [];
  const end = (): void => {
    ordered.push(...cut(group));
    group = [];
  };
  for (const step of steps) {
    if (!('op' in step) || step.op >= TAKE) {
      end();
      ordered.push(step);
      continue;
    }
    if (group.length && !joins(step, group)) end();
    group.push(step);
  }
  end();
  return ordered;
}

/** Whether a step may run slice by slice with those before it. */
function joins(step: MapStep, group: MapStep[]): boolean {
  const [{ out }] = group as [MapStep];
  const axis = sliced(out);
  return (
    axis !== undefined &&
    group.length < LONGEST &&
    `${step.out.shape}` === `${out.shape}` &&
    [...group, step].every(({ out }) => out.strides[axis] !== 0) &&
    group.every((before) => independent(before, step, axis))
  );
}

/** The maps slice by slice, if their tensors are large. */
function cut(group: MapStep[]): MapStep[] {
  const [first, ...others] = group;
  const axis = first && sliced(first.out);
  if (axis === undefined || !others.length) return group;
  if (!others.every((step, i) => joins(step, group.slice(0, i + 1)))) return group;
  const size = first!.out.shape[axis]!;
  const total = elements(first!.out.shape);
  const count = Math.max(1, Math.floor((Math.max(SLICE, total / MOST) * size) / total));
  const parts: MapStep[] = [];
  for (let start = 0; start < size; start += count)
    parts.push(...cut(group.map((step) => sliceOf(step, axis, start, Math.min(count, size - start)))));
  return parts;
}

/** The axis along which a large view takes its longest steps through memory; undefined for a small one. */
function sliced({ shape, strides }: Tensor): number | undefined {
  if (elements(shape) < 2 * SLICE) return undefined;
  const axes = [...shape.keys()].filter((axis) => shape[axis]! > 1);
  return axes.sort((i, j) => Math.abs(strides[j]!) - Math.abs(strides[i]!))[0];
}

function sliceOf({ out, a, b, ...others }: MapStep, axis: number, start: number, count: number): MapStep {
  const part = (x: Tensor): Tensor => slice(x, axis, start, count);
  return { out: part(out), a: part(a), b: part(b), ...others };
}

/** Whether a map may run on one index of an axis before an earlier map runs on later ones. */
function independent(earlier: MapStep, later: MapStep, axis: number): boolean {
  const size = earlier.out.shape[axis]!;
  const free = (one: Tensor, other: Tensor): boolean => !meets(stretch(one, axis), stretch(other, axis), size);
  return (
    [earlier.out, earlier.a, earlier.b].every((x) => free(later.out, x)) &&
    [later.a, later.b].every((x) => free(x, earlier.out))
  );
}

/** What a view covers at the first index of an axis, in floats of memory, and how far apart the indices are. */
interface Stretch {
  from: number;
  length: number;
  stride: number;
}

/** Undefined for constants, which nothing overwrites. */
function stretch({ shape, strides, offset, store }: Tensor, axis: number): Stretch | undefined {
  if (store.data) return undefined;
  const ends = shape.map((size, i) => (i === axis ? 0 : (size - 1) * strides[i]!));
  const [low, high] = [Math.min, Math.max].map((bound) => ends.reduce((sum, one) => sum + bound(0, one), 0));
  return { from: store.address / 4 + offset + low!, length: high! - low! + 1, stride: strides[axis]! };
}

/** Whether `x` at one index meets `y` at a later one. */
function meets(x: Stretch | undefined, y: Stretch | undefined, size: number): boolean {
  if (!x || !y) return false;
  if (x.stride !== y.stride) {
    const [one, other] = [whole(x, 0, size - 2), whole(y, 1, size - 1)];
    return one.from < other.to && other.from < one.to;
  }
  // y is `apart + ahead * stride` behind x, and meets it between -y.length and x.length
  const apart = y.from - x.from;
  if (!x.stride) return -y.length < apart && apart < x.length;
  const bounds = [(-y.length - apart) / x.stride, (x.length - apart) / x.stride];
  const first = Math.max(1, Math.floor(Math.min(...bounds)) + 1);
  const last = Math.min(size - 1, Math.ceil(Math.max(...bounds)) - 1);
  return first <= last;
}

/** What a view covers from one index to another. */
function whole({ from, length, stride }: Stretch, first: number, last: number): { from: number; to: number } {
  const ends = [from + first * stride, from + last * stride];
  return { from: Math.min(...ends), to: Math.max(...ends) + length };
}
