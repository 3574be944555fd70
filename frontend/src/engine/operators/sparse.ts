import { bits, within } from '../encode';
import { CLIP, COPY, SPARSE } from '../kernels/ops';
import { padded, PANEL } from '../pack';
import type { Plan } from '../plan';
import { constant, elements, values, type Tensor } from '../tensor';
import { affords } from './budget';
import type { Product } from './product';

/** From this many weights on, reading fewer of them saves more than listing the numbers takes. */
const FEWEST = 2 ** 16;

/**
 * A product of one row with a matrix, by a kernel that reads no weights of zeros if the row comes from a ReLU, after
 * which about half of the numbers are zero; otherwise the given product. A single row waits for its weights.
 */
export const skippingZeros =
  (product: Product): Product =>
  (site, a, b, bias) => {
    const { plan } = site;
    const [depth, columns] = b.shape as [number, number];
    const stride = Math.ceil(columns / PANEL) * PANEL;
    const applies =
      b.store.data &&
      b.shape.length === 2 &&
      a.shape.at(-1) === depth &&
      elements(a.shape) === depth &&
      depth * columns >= FEWEST &&
      isRectified(plan, a) &&
      // a zero times infinity is not zero
      site.once('finite', () => b.store.data!.every(Number.isFinite)) &&
      affords(site, 'sparse', 4 * depth * stride);
    if (!applies) return product(site, a, b, bias);
    // made when the plan is installed: many plans are only looked at
    const weights = (): Tensor => site.once('sparse', () => rowsOf(b, stride));
    const biases = site.once('sparse bias', () => padded(bias, stride));
    const row = plan.contiguous(a);
    const out = plan.allocate(a.shape.with(-1, columns));
    const sums = plan.allocate([stride]);
    const entries = plan.allocate([2 * (depth + 4)]);
    const describe = (at: (tensor: Tensor) => number): number[] => {
      [row, out].forEach(within);
      const slope = bits(site.number('slope', 1));
      return [SPARSE, at(out), at(row), at(weights()), slope, at(biases), columns, depth, at(sums), at(entries)];
    };
    plan.add({ describe }, [row, biases], out, sums, entries);
    plan.work += depth * columns;
    return out;
  };

/** Whether the last step that wrote a tensor, copies aside, left no negative numbers. */
function isRectified({ steps }: Plan, { store }: Tensor): boolean {
  for (const step of steps.toReversed()) {
    if (!('out' in step) || step.out.store !== store) continue;
    if (!('op' in step)) return step.slope === 0;
    if (step.op !== COPY) return step.op === CLIP && step.p === 0;
    ({ store } = step.a);
  }
  return false;
}

/** The rows of a constant matrix, `stride` floats apart, with zeros between them. */
function rowsOf(b: Tensor, stride: number): Tensor {
  const [depth, columns] = b.shape as [number, number];
  const list = values(b);
  const data = new Float32Array(depth * stride);
  for (let row = 0; row < depth; row++) data.set(list.subarray(row * columns, (row + 1) * columns), row * stride);
  return constant([depth, stride], data);
}
