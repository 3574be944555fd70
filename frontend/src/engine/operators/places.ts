import { within } from '../encode';
import { ADD, LESS, MUL, PUT, SCALE, TAKE } from '../kernels/ops';
import type { Plan } from '../plan';
import type { Site } from '../site';
import { constant, elements, INT64, scalar, slice, type Tensor } from '../tensor';

/** Places and strides reach the kernels as floats, which are exact up to here. */
const FARTHEST = 2 ** 24;

/** An axis whose elements are found by a computed index. */
interface Places {
  count: number;
  stride: number;
}

/** The view with one more axis, over all places that an index may reach. */
function check(site: Site, x: Tensor, { count, stride }: Places): void {
  if (Math.max(count, Math.abs(stride)) > FARTHEST) site.lacks('on more than 16 million elements');
  within({ ...x, shape: [...x.shape, count], strides: [...x.strides, stride] });
}

/** out[i] = x[i, index[i]], where the last axis of `x` is not in its shape but given by `places`. */
export function take(site: Site, out: Tensor, x: Tensor, index: Tensor, places: Places): Tensor {
  if (!elements(out.shape)) return out;
  check(site, x, places);
  return site.plan.into(out, TAKE, x, index, places.count, places.stride);
}

/** out[i, index[i]] = x[i], or combined with it; the last axis of `out` is not in its shape but given by `places`. */
export function put(site: Site, out: Tensor, x: Tensor, index: Tensor, places: Places, op = PUT): void {
  if (!elements(out.shape)) return;
  check(site, out, places);
  site.plan.into(out, op, x, index, places.count, places.stride);
}

/** The numbers from 0 on, along the first of `rank` axes. */
export function counting(size: number, rank = 1): Tensor {
  return constant(
    [size, ...Array<number>(rank - 1).fill(1)],
    Float32Array.from({ length: size }, (_, i) => i),
    INT64,
  );
}

/** Indices that count from the end, as those from the start. */
export function fromStart(plan: Plan, index: Tensor, size: number): Tensor {
  const behind = plan.map(LESS, index, scalar(0));
  return plan.map(ADD, index, plan.map(SCALE, behind, behind, size));
}

/** The last axis of `index` holds the places along several axes of the given sizes: one place along all of them. */
export function flatIndex(plan: Plan, index: Tensor, sizes: number[]): Tensor {
  const last = index.shape.length - 1;
  return sizes.reduce<Tensor>((sum, size, i) => {
    const part = slice(index, last, i, 1);
    const place = fromStart(
      plan,
      { ...part, shape: part.shape.slice(0, last), strides: part.strides.slice(0, last) },
      size,
    );
    return i ? plan.map(ADD, plan.map(MUL, sum, scalar(size)), place) : place;
  }, scalar(0));
}
