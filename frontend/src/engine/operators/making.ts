import type { Operator } from '../site';
import { BOOL, constant, count, elements, expand, INT64, integers, scalar, type Tensor } from '../tensor';
import { choose } from './logic';

/** The most numbers of a range. */
const MOST = 2 ** 20;

const shapeOf: Operator = (site, x) =>
  integers(x.shape.slice(site.number('start', 0), site.number('end', x.shape.length)));

const constantOfShape: Operator = (site, shape) => {
  const value = site.node.attributes.get('value')?.tensor ?? scalar(0);
  return expand({ ...value, shape: [], strides: [] }, site.numbers(shape));
};

const range: Operator = (site, start, limit, delta) => {
  const [first, end, step] = [start, limit, delta].map((one) => site.one(one)) as [number, number, number];
  const size = Math.max(0, Math.ceil((end - first) / step));
  if (!(size < MOST)) site.fail('expected a start, an end and a step that give at most a million numbers.');
  return constant(
    [size],
    Float32Array.from({ length: size }, (_, i) => first + i * step),
    start.type,
  );
};

/** A matrix of truth values. */
function mask(rows: number, columns: number, holds: (row: number, column: number) => boolean): Tensor {
  const data = new Float32Array(count([rows, columns]));
  data.forEach((_, i) => (data[i] = Number(holds(Math.floor(i / columns), i % columns))));
  return constant([rows, columns], data, BOOL);
}

/** The part of matrices on one side of a diagonal, and zeros on the other. */
const triangle: Operator = (site, x, diagonal) => {
  const offset = diagonal ? site.one(diagonal) : 0;
  const upper = site.number('upper', 1);
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const kept = site.once(`mask ${rows} ${columns}`, () =>
    mask(rows, columns, (row, column) => (upper ? column - row >= offset : column - row <= offset)),
  );
  return choose(site.plan, kept, x, { ...scalar(0), type: x.type });
};

const identityLike: Operator = (site, x) => {
  const offset = site.number('k', 0);
  const [rows, columns] = x.shape as [number, number];
  return { ...mask(rows, columns, (row, column) => column - row === offset), type: 0 };
};

/** Keeps all elements, except while training; the second output says which. */
const dropout: Operator = (site, x, ratio, training) => {
  const share = ratio ? site.one(ratio) : 0.5;
  if (training && site.one(training) && share) site.lacks('while training');
  return [x, { ...expand(scalar(1), x.shape), type: BOOL }];
};

/** Operators whose result depends on shapes and arguments more than on elements. */
export const MAKING: Record<string, Operator> = {
  ConstantOfShape: constantOfShape,
  Dropout: dropout,
  EyeLike: identityLike,
  Range: range,
  Shape: shapeOf,
  Size: (_, x) => constant([], Float32Array.of(elements(x.shape)), INT64),
  Trilu: triangle,
};
