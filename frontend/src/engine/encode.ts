import { invalid } from './errors';
import { NARROW, WIDE } from './kernels/ops';
import type { ContractStep, MapStep, Step } from './plan';
import type { Store, Tensor } from './tensor';

/** The number of counters that the map kernel has. */
const MOST_AXES = 16;

/** Returns the address of a store. */
type Address = (store: Store) => number;

/**
 * A step as the kernels read it: int32 words, with floats stored by their bits. The first word is the length in bytes.
 */
export function describe(step: Step, address: Address): number[] {
  const at = ({ store, offset }: Tensor): number => address(store) + offset * 4;
  return 'op' in step
    ? describeMap(step, at)
    : 'describe' in step
      ? withLength(step.describe(at))
      : describeContract(step, at);
}

function withLength(words: number[]): number[] {
  return [words.length * 4 + 4, ...words];
}

/** The kernels check nothing, so views are checked here: only a damaged file reaches beyond its store. */
export function within({ shape, strides, offset, store }: Tensor): void {
  const end = (bound: typeof Math.min): number =>
    shape.reduce((sum, size, axis) => sum + bound(0, size > 0 ? (size - 1) * strides[axis]! : NaN), offset);
  if (!(end(Math.min) >= 0 && end(Math.max) < store.size))
    invalid('The ONNX file is damaged: its tensors are smaller than its operators expect.');
}

export function bits(float: number): number {
  return new Int32Array(Float32Array.of(float).buffer)[0]!;
}

function describeMap({ op, out, a, b, p, q }: MapStep, at: (tensor: Tensor) => number): number[] {
  [out, a, b].forEach(within);
  // a reduction visits its source in order, other steps their target
  const reduces = out.shape.some((size, axis) => size > 1 && !out.strides[axis]);
  const guide = reduces ? (a.store === out.store ? b : a) : out;
  const axes = axesOf([out, a, b], guide).map(([size, ...strides]) => [size!, ...strides.map((stride) => stride * 4)]);
  if (!axes.length) axes.push([1, 4, 4, 4]);
  if (axes.length > MOST_AXES) invalid(`A tensor of ${axes.length} axes exceeds the limit of ${MOST_AXES}.`);
  return withLength([op, at(out), at(a), at(b), bits(p), bits(q), axes.length, ...axes.flat()]);
}

/**
 * The axes of some views of one shape, outermost first in the memory of `guide`: the size of each, and its stride in
 * each view. Axes of size 1 are left out, and neighbours are merged where every view steps over them as over one.
 */
export function axesOf(views: Tensor[], guide: Tensor): number[][] {
  const { shape } = guide;
  const order = [...shape.keys()].filter((axis) => shape[axis]! > 1);
  order.sort((i, j) => Math.abs(guide.strides[j]!) - Math.abs(guide.strides[i]!));
  const axes: number[][] = [];
  for (const axis of order) {
    const size = shape[axis]!;
    const strides = views.map((view) => view.strides[axis]!);
    const outer = axes.at(-1);
    if (outer && strides.every((stride, i) => outer[i + 1] === stride * size))
      axes.splice(-1, 1, [outer[0]! * size, ...strides]);
    else axes.push([size, ...strides]);
  }
  return axes;
}

export function describeContract(step: ContractStep, at: (tensor: Tensor) => number): number[] {
  const { a, out, sizes } = step;
  for (const run of step.runs)
    within({ ...a, shape: [...sizes, step.length], strides: [...step.inputStrides, 1], offset: a.offset + run });
  within({ ...out, shape: [...sizes, step.channels], strides: [...step.outputStrides, 1] });
  return withLength([
    step.narrow ? NARROW : WIDE,
    at(out),
    at(a),
    at(step.weights),
    bits(step.slope),
    at(step.bias),
    ...sizes,
    ...[...step.inputStrides, ...step.outputStrides].map((stride) => stride * 4),
    step.channels,
    step.runs.length,
    step.length,
    at(step.table),
    ...step.runs.map((offset) => offset * 4),
  ]);
}
