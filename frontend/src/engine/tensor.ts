import { invalid, unsupported } from './errors';

/**
 * Memory behind tensors. `data` holds the contents if they are known before the model runs; otherwise the plan
 * allocates linear memory from the step `first` that writes it to the step `last` that reads it.
 */
export interface Store {
  size: number;
  readonly data?: Float32Array;
  address: number;
  first: number;
  last: number;
}

/** A strided view of a store. Shapes are in ONNX's order of axes; strides and offset count floats. */
export interface Tensor {
  shape: number[];
  strides: number[];
  offset: number;
  store: Store;
  /** The ONNX type of integers or truth values; 0 for real numbers of any precision. */
  type: number;
}

/** ONNX's numbers of types. */
export const INT64 = 7;
export const BOOL = 9;

/** The most floats of one tensor: more indicate a mistake or an attack. */
const LARGEST = 2 ** 26 - 1;

/** The number of elements of a shape, checked against that limit. */
export function count(shape: number[]): number {
  const size = elements(shape);
  // integers from 0 on, none larger than the limit even if another one is 0
  if (!(size <= LARGEST && shape.every((side) => (side & LARGEST) === side)))
    unsupported(`A tensor of shape [${shape}] cannot be decoded in the browser.`);
  return size;
}

export function elements(shape: number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Strides that lay the axes out in the given order, outermost first. */
export function dense(shape: number[], order: number[] = shape.map((_, axis) => axis)): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const axis of [...order].reverse()) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

export function constant(shape: number[], data: Float32Array, type = 0): Tensor {
  const store = { size: data.length, data, address: 0, first: 0, last: 0 };
  return { shape, strides: dense(shape), offset: 0, store, type };
}

/** A list of integers, such as a shape. */
export function integers(list: number[]): Tensor {
  return constant([list.length], Float32Array.from(list), INT64);
}

export function scalar(value: number): Tensor {
  return constant([], Float32Array.of(value));
}

/** Whether the elements are stored in the order of the shape, without gaps. */
export function contiguous({ shape, strides }: Tensor): boolean {
  const wanted = dense(shape);
  return shape.every((size, axis) => size === 1 || strides[axis] === wanted[axis]);
}

/** The elements of a constant in the order of its shape. */
export function values(x: Tensor): Float32Array {
  const { shape, strides, offset } = x;
  const data = x.store.data!;
  if (contiguous(x)) return data.subarray(offset, offset + elements(shape));
  const list = new Float32Array(count(shape));
  let i = 0;
  const walk = (axis: number, at: number): void => {
    if (axis === shape.length) list[i++] = data[at]!;
    else for (let count = shape[axis]!; count--; at += strides[axis]!) walk(axis + 1, at);
  };
  walk(0, offset);
  return list;
}

/** An axis counted from either end. */
export function axisOf(axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (!(counted >= 0 && counted < rank)) invalid(`Axis ${axis} is not an axis of a tensor with ${rank} axes.`);
  return counted;
}

export function transpose(x: Tensor, order: number[]): Tensor {
  const rank = x.shape.length;
  if (order.length !== rank || !x.shape.every((_, axis) => order.includes(axis)))
    invalid(`[${order}] is not an order of ${rank} axes.`);
  return { ...x, shape: order.map((axis) => x.shape[axis]!), strides: order.map((axis) => x.strides[axis]!) };
}

/** `count` elements along an axis, from `start`, `step` apart. */
export function slice(x: Tensor, axis: number, start: number, count: number, step = 1): Tensor {
  const stride = x.strides[axis]!;
  return {
    ...x,
    shape: x.shape.with(axis, count),
    strides: x.strides.with(axis, stride * step),
    offset: count > 0 ? x.offset + start * stride : x.offset,
  };
}

/** One axis as two; with `repeat`, each element as `inner` copies of itself. */
export function split(x: Tensor, axis: number, outer: number, inner: number, repeat = false): Tensor {
  const stride = x.strides[axis]!;
  return {
    ...x,
    shape: x.shape.toSpliced(axis, 1, outer, inner),
    strides: x.strides.toSpliced(axis, 1, repeat ? stride : stride * inner, repeat ? 0 : stride),
  };
}

/** The shape that tensors of the given shapes broadcast to. */
export function broadcast(...shapes: number[][]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const [size = 1, ...others] = new Set(
      shapes.map((shape) => shape[axis - rank + shape.length] ?? 1).filter((one) => one !== 1),
    );
    if (others.length)
      invalid(`Tensors of shapes ${shapes.map((shape) => `[${shape}]`).join(' and ')} do not fit together.`);
    return size;
  });
}

/** The view of `x` that broadcasts it to a shape. */
export function expand(x: Tensor, shape: number[]): Tensor {
  const lead = shape.length - x.shape.length;
  if (`${broadcast(x.shape, shape)}` !== `${shape}`) {
    invalid(`A tensor of shape [${x.shape}] does not fit where [${shape}] is expected.`);
  }
  return {
    ...x,
    shape,
    strides: shape.map((_, axis) => (axis < lead || x.shape[axis - lead] === 1 ? 0 : x.strides[axis - lead]!)),
  };
}

/** The same elements in another shape, if a view can express that. */
export function reshape(x: Tensor, shape: number[]): Tensor | undefined {
  if (elements(x.shape) !== count(shape)) invalid(`A tensor of shape [${x.shape}] cannot take the shape [${shape}].`);
  const strides = shape.map(() => 0);
  const old = [...x.shape.keys()].filter((axis) => x.shape[axis]! > 1);
  // the remaining size and stride of the old axes that are being consumed, innermost first
  let left = 1;
  let stride = 0;
  for (let axis = shape.length; axis--;) {
    const size = shape[axis]!;
    // consumes a whole axis, and others that continue it if needed
    while (size && left % size) {
      const next = old.pop()!;
      const wide = x.strides[next]!;
      if (left > 1 && wide !== stride * left) return undefined;
      if (left === 1) stride = wide;
      left *= x.shape[next]!;
    }
    if (size > 1) strides[axis] = stride;
    stride *= size;
    left /= size;
  }
  return { ...x, shape, strides };
}
