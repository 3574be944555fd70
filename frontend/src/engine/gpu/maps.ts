import { axesOf, bits, within } from '../encode';
import { unsupported } from '../errors';
import { ADD, MAC, MAX, MIN, MUL } from '../kernels/ops';
import type { MapStep } from '../plan';
import { elements, type Tensor } from '../tensor';
import { FUNCTIONS } from './shaders/functions';
import { map, MAPPED } from './shaders/map';
import { MOST } from './shaders/prelude';
import { joint, REDUCED, serial } from './shaders/reduce';
import { kernels, MOST_GROUPS, type Task } from './task';

/** Elements for an output from which a workgroup combines them together. */
const MANY = 32;

/** How a workgroup combines values: the function, what an element adds, and what changes nothing. */
const JOINT: Record<number, [combine: string, term: string, neutral: string]> = {
  [ADD]: ['a + b', 'b', '0.0'],
  [MAC]: ['a + b', 'a * b', '0.0'],
  [MUL]: ['a * b', 'b', '1.0'],
  [MAX]: ['max(a, b)', 'b', `${-MOST}`],
  [MIN]: ['min(a, b)', 'b', `${MOST}`],
};

const kernel = kernels();

/** A map as a task. Axes with a stride of 0 in `out` are combined. */
export function mapTask(step: MapStep): Task {
  const { op, out, a, b, p, q } = step;
  const expression = FUNCTIONS[op] ?? unsupported(`The model uses a function (${op}) without a kernel for GPUs.`);
  [out, a, b].forEach(within);
  const combined = [...out.shape.keys()].filter((axis) => out.shape[axis]! > 1 && !out.strides[axis]);
  if (combined.length) return reduction(step, expression, combined);
  const axes = axesOf([out, a, b], out);
  const count = elements(out.shape);
  return {
    kernel: kernel(`map ${op}`, () => map(expression)),
    reads: [a, b],
    writes: [out],
    grid: [Math.min(MOST_GROUPS, Math.ceil(count / MAPPED)), 1],
    describe: (at) => [at(out), at(a), at(b), float(p), float(q), count, axes.length, ...axes.flat()],
  };
}

function reduction({ op, out, a, b, p, q }: MapStep, expression: string, combined: number[]): Task {
  const kept = [...out.shape.keys()].filter((axis) => !combined.includes(axis));
  const [target, x, y] = [out, a, b].map((view) => along(view, kept)) as [Tensor, Tensor, Tensor];
  const [left, right] = [a, b].map((view) => along(view, combined)) as [Tensor, Tensor];
  const same = (view: Tensor): boolean =>
    view.store === out.store && view.offset === out.offset && `${view.strides}` === `${out.strides}`;
  const outputs = axesOf([target, x, y], target);
  const inputs = axesOf([left, right], same(b) ? left : right);
  const [count, each] = [elements(target.shape), elements(left.shape)];
  const parts = JOINT[op];
  const fits = parts && each >= MANY && !same(b) && (op === MAC ? !same(a) : same(a));
  return {
    kernel: fits ? kernel(`joint ${op}`, () => joint(...parts)) : kernel(`serial ${op}`, () => serial(expression)),
    reads: [a, b].filter((view) => !same(view)),
    writes: [out],
    grid: [Math.min(MOST_GROUPS, fits ? count : Math.ceil(count / REDUCED)), 1],
    describe: (at) => [
      ...[at(out), at(a), at(b), float(p), float(q), Number(same(a)), Number(same(b))],
      ...[count, outputs.length, each, inputs.length],
      ...outputs.flat(),
      ...inputs.flat(),
    ],
  };
}

/** The view of some axes alone. */
function along(view: Tensor, axes: number[]): Tensor {
  return {
    ...view,
    shape: axes.map((axis) => view.shape[axis]!),
    strides: axes.map((axis) => view.strides[axis]!),
  };
}

/** The bits of a finite number. */
function float(value: number): number {
  return bits(Math.max(-MOST, Math.min(MOST, value)));
}
