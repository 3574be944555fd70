import { ADD, COPY, EQUAL, MAX, MIN, MUL, RANK, SCALE } from '../kernels/ops';
import type { Plan } from '../plan';
import type { Operator } from '../site';
import { axisOf, INT64, scalar, slice, transpose, type Tensor } from '../tensor';
import { combine } from './combine';
import { choose, compare } from './logic';
import { counting, put } from './places';

/** The index of the largest or smallest element along an axis, which is kept with size 1. */
function indexOf(plan: Plan, op: number, x: Tensor, axis: number, last = false): Tensor {
  const found = compare(plan, EQUAL, x, combine(plan, op, x, [axis]));
  const size = x.shape[axis]!;
  const places = choose(plan, found, counting(size, x.shape.length - axis), scalar(last ? -1 : size));
  return { ...combine(plan, last ? MAX : MIN, places, [axis]), type: INT64 };
}

/** Whether each element is the first largest or smallest along an axis. */
export function oneOf(plan: Plan, op: number, x: Tensor, axis: number): Tensor {
  return compare(plan, EQUAL, indexOf(plan, op, x, axis), counting(x.shape[axis]!, x.shape.length - axis));
}

const extreme =
  (op: number): Operator =>
  (site, x) => {
    const axis = axisOf(site.number('axis', 0), x.shape.length);
    const index = indexOf(site.plan, op, x, axis, Boolean(site.number('select_last_index', 0)));
    return site.number('keepdims', 1) ? index : site.plan.reshape(index, index.shape.toSpliced(axis, 1));
  };

/** How many elements of its row come before each element when the row is sorted. */
function ranks(plan: Plan, rows: Tensor): Tensor {
  const last = rows.shape.length - 1;
  const out = plan.into(plan.allocate(rows.shape), COPY, scalar(0));
  const shape = [...rows.shape, rows.shape[last]!];
  const own = (x: Tensor): Tensor => ({ ...x, shape, strides: [...x.strides, 0] });
  const others = { ...rows, shape, strides: [...rows.strides.with(last, 0), rows.strides[last]!] };
  plan.into(own(out), RANK, own(rows), others);
  return out;
}

const topK: Operator = (site, x, k) => {
  const { plan } = site;
  const axis = axisOf(site.number('axis', -1), x.shape.length);
  const count = k ? site.one(k) : site.number('k', 1);
  const order = [...x.shape.keys()].filter((one) => one !== axis).concat(axis);
  const rows = plan.contiguous(transpose(x, order));
  const last = order.length - 1;
  const size = rows.shape[last]!;
  if (!(count >= 0 && count <= size)) site.fail(`the ${count} largest of ${size} elements were asked for.`);
  const rank = ranks(plan, site.number('largest', 1) ? rows : plan.map(SCALE, rows, rows, -1));
  return [rows, counting(size)].map((source) => {
    const sorted = plan.allocate(rows.shape, undefined, source.type);
    const row = { ...sorted, strides: sorted.strides.with(last, 0) };
    put(site, row, source, rank, { count: size, stride: 1 });
    return transpose(
      slice(sorted, last, 0, count),
      order.map((_, i) => order.indexOf(i)),
    );
  });
};

/** Sums or products of all elements up to each one: of 1, then 2, 4, 8 ... elements. */
const cumulate =
  (op: number, neutral: number): Operator =>
  (site, x, along) => {
    const { plan } = site;
    const axis = axisOf(site.one(along), x.shape.length);
    const size = x.shape[axis]!;
    const turned = (view: Tensor): Tensor => (site.number('reverse', 0) ? slice(view, axis, size - 1, size, -1) : view);
    let total = turned(x);
    for (let reach = 1; reach < size; reach *= 2) {
      const next = plan.allocateLike(x);
      plan.into(slice(next, axis, 0, reach), COPY, slice(total, axis, 0, reach));
      const [here, before] = [reach, 0].map((start) => slice(total, axis, start, size - reach)) as [Tensor, Tensor];
      plan.into(slice(next, axis, reach, size - reach), op, here, before);
      total = next;
    }
    if (site.number('exclusive', 0)) {
      const next = plan.allocateLike(x);
      plan.into(slice(next, axis, 0, 1), COPY, scalar(neutral));
      plan.into(slice(next, axis, 1, size - 1), COPY, slice(total, axis, 0, size - 1));
      total = next;
    }
    return turned(total);
  };

export const ORDERING: Record<string, Operator> = {
  ArgMax: extreme(MAX),
  ArgMin: extreme(MIN),
  CumProd: cumulate(MUL, 1),
  CumSum: cumulate(ADD, 0),
  TopK: topK,
};
