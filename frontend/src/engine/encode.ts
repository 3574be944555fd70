import { OPS, type ContractStep, type MapStep, type Step } from './plan';
import type { Store, Tensor } from './tensor';

/** The fields of a step's descriptor as the kernels read them: whole numbers, and floats wrapped as such. */
type Field = number | { float: number };

/** `address` says where a store is. */
export function describe(step: Step, address: (store: Store) => number): Int32Array {
  const at = ({ store, offset }: Tensor): number => address(store) + offset * 4;
  const list: Field[] = 'op' in step ? describeMap(step, at) : describeContract(step, at);
  const words = new Int32Array(list.length);
  const view = new Float32Array(words.buffer);
  list.forEach((field, i) => {
    if (typeof field === 'number') words[i] = field;
    else view[i] = field.float;
  });
  return words;
}

function describeMap({ op, out, a, b, p, q }: MapStep, at: (tensor: Tensor) => number): Field[] {
  // A reduction walks its source in order, all else its target.
  const reduces = out.shape.some((size, axis) => size > 1 && !out.strides[axis]);
  const guide = reduces ? (a.store === out.store ? b : a) : out;
  const order = out.shape.map((_, axis) => axis).filter((axis) => out.shape[axis]! > 1);
  order.sort((i, j) => Math.abs(guide.strides[j]!) - Math.abs(guide.strides[i]!));
  const axes: number[][] = [];
  for (const axis of order) {
    const [size, ...strides] = [out.shape[axis]!, out.strides[axis]! * 4, a.strides[axis]! * 4, b.strides[axis]! * 4];
    const outer = axes.at(-1);
    // two axes that every operand walks as one become one
    if (outer && strides.every((stride, i) => outer[i + 1] === stride * size)) axes.splice(-1, 1, [outer[0]! * size, ...strides]);
    else axes.push([size, ...strides]);
  }
  if (!axes.length) axes.push([1, 4, 4, 4]);
  return [0, OPS.indexOf(op), at(out), at(a), at(b), { float: p }, { float: q }, axes.length, ...axes.flat()];
}

function describeContract(step: ContractStep, at: (tensor: Tensor) => number): Field[] {
  return [
    step.narrow ? 2 : 1, at(step.out), at(step.a), at(step.weights), at(step.bias), { float: step.slope },
    ...step.sizes, ...[...step.inputStrides, ...step.outputStrides].map((stride) => stride * 4),
    step.channels, step.runs.length, step.length, at(step.table), ...step.runs.map((offset) => offset * 4),
  ];
}
