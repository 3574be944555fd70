import { COPY } from '../kernels/ops';
import type { Plan } from '../plan';
import { scalar, slice, type Tensor } from '../tensor';

/**
 * What fills a border: the target is `count` elements from `start` along an axis of `strip`, whose interior is `size`
 * elements from `low`.
 */
export type Fill = (strip: Tensor, axis: number, start: number, low: number, size: number, count: number) => Tensor;

const zeros: Fill = () => scalar(0);

/**
 * A larger copy of `x`, channels last. Borders are filled axis by axis, each over the full extent of the axes before
 * it.
 */
export function pad(plan: Plan, x: Tensor, before: number[], after: number[], fill = zeros): Tensor {
  const rank = x.shape.length;
  const axes = x.shape.map((_, axis) => axis);
  const order = rank > 2 ? [0, ...axes.slice(2), 1] : axes;
  const out = plan.allocate(
    x.shape.map((size, axis) => size + before[axis]! + after[axis]!),
    order,
    x.type,
  );
  // The part of `out` that lies within the borders of the axes from `axis` on and reaches over the borders of the
  // others. Negative padding crops: there is no border then, and only a part of `x` is copied.
  const low = before.map((size) => Math.max(0, size));
  const within = (axis: number): Tensor =>
    axes.reduce(
      (view, i) => (i < axis ? view : slice(view, i, low[i]!, view.shape[i]! - low[i]! - Math.max(0, after[i]!))),
      out,
    );
  const inside = within(0);
  plan.into(
    inside,
    COPY,
    axes.reduce((view, i) => slice(view, i, Math.max(0, -before[i]!), inside.shape[i]!), x),
  );
  for (const axis of axes) {
    const strip = within(axis + 1);
    const size = inside.shape[axis]!;
    for (const [start, count] of [
      [0, low[axis]!],
      [low[axis]! + size, after[axis]!],
    ] as const) {
      if (count > 0)
        plan.into(slice(strip, axis, start, count), COPY, fill(strip, axis, start, low[axis]!, size, count));
    }
  }
  return out;
}
